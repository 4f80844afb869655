declare const brand: unique symbol;

/** SQL text that was built from literals in our own source, quoted names and quoted values only. */
export type Sql = string & { readonly [brand]: 'Sql' };

// The one cast that makes the brand. Its callers below are the only doors: a template's own text,
// a name quoted by `ident`, a value quoted by `literal`, what the server printed.
const branded = (text: string): Sql => text as Sql;

/** Builds a statement; only other `Sql` and integers fit into the holes, so an unquoted string does not compile. */
export function sql(strings: TemplateStringsArray, ...holes: readonly (Sql | number)[]): Sql {
  const text = strings.reduce((built, piece, at) => {
    const hole = holes[at - 1];
    if (typeof hole === 'number' && !Number.isSafeInteger(hole))
      throw new RangeError(`not an integer: ${hole}`);
    return `${built}${hole}${piece}`;
  });
  return branded(text);
}

/** Quotes one name, always: `ident('a"b')` is `"a""b"`. Never give it a dotted name; see `qualified`. */
export function ident(name: string): Sql {
  if (name === '' || name.includes('\0'))
    throw new RangeError('a PostgreSQL name is never empty and holds no NUL');
  return branded(`"${name.replaceAll('"', '""')}"`);
}

/** A schema-qualified name, both parts quoted. */
export function qualified(schema: string, name: string): Sql {
  return sql`${ident(schema)}.${ident(name)}`;
}

/** Quotes a value as PostgreSQL reads it under any `standard_conforming_strings`. */
export function literal(value: string | number | boolean | null): Sql {
  if (value === null) return branded('NULL');
  if (typeof value === 'boolean') return branded(value ? 'true' : 'false');
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
    return branded(String(value));
  }
  if (value.includes('\0')) throw new RangeError('PostgreSQL text holds no NUL');
  const quoted = `'${value.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  return branded(value.includes('\\') ? `E${quoted}` : quoted);
}

/** Quotes the body of a function or a `DO`, with a tag that the body does not hold. */
export function dollarQuoted(body: Sql): Sql {
  let tag = '$$';
  for (let at = 1; body.includes(tag); at += 1) tag = `$q${at}$`;
  return branded(`${tag}${body}${tag}`);
}

/** SQL that the server itself printed, such as `pg_get_indexdef`, which quotes all that is in it. Never text of other origin. */
export function deparsed(text: string): Sql {
  return branded(text);
}

/** A statement that a person handed in, after `lib/grammar` read it as exactly one; only for the session that takes no more (`lib/db`). */
export function handedIn(text: string): Sql {
  return branded(text);
}

/** The text form of a relation as a `regclass` argument: `'"public"."metrics"'`. */
export function regclass(schema: string, name: string): Sql {
  return literal(qualified(schema, name));
}

export function joined(
  parts: readonly Sql[],
  separator: ', ' | ' AND ' | ' + ' | ' UNION ALL ' | '\n' | ' ',
): Sql {
  return branded(parts.join(separator));
}

/** A comment of one line: a name with a newline in it must not end the comment and become a statement. */
export function comment(text: string): Sql {
  return branded(`-- ${text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ')}`);
}
