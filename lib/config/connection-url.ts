import { z } from 'zod';

/**
 * A connection string as psql takes it, in a form that every URL parser reads too. A role before an empty host, as is
 * written for sockets (`postgres://role@/database?host=/run/postgresql`), becomes a parameter.
 */
export const connectionUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'expected a connection string that starts with postgres:// or postgresql://')
  .transform(roleAsParameter)
  .refine(
    (url) => URL.canParse(url),
    'expected a connection string that can be parsed: percent-encode special characters in the password',
  );

function roleAsParameter(url: string): string {
  const [, scheme, role, password, database, parameters] =
    /^(postgres(?:ql)?:\/\/)([^:@/?#]+)(?::([^@/?#]*))?@\/([^?#]*)(?:\?(.*))?$/.exec(url) ?? [];
  if (scheme === undefined || role === undefined) return url;
  const given = [`user=${inQuery(role)}`, password && `password=${inQuery(password)}`, parameters];
  return `${scheme}/${database}?${given.filter(Boolean).join('&')}`;
}

/** Before the host a plus sign and an ampersand are themselves; in a parameter one is a blank, and the other ends it. */
const inQuery = (text: string) => text.replaceAll('+', '%2B').replaceAll('&', '%26');
