/** Names of PostgreSQL end after 63 bytes. */
const MOST_NAME_BYTES = 63;

/** A name as wished for as far as it fits, with a number behind it where it is taken; it is taken from then on. */
export function freeName(wished: string, taken: Set<string>): string {
  let fitting = wished;
  while (new TextEncoder().encode(fitting).length > MOST_NAME_BYTES - 3) fitting = fitting.slice(0, -1);
  let name = fitting;
  for (let at = 2; taken.has(name); at += 1) name = `${fitting}_${at}`;
  taken.add(name);
  return name;
}
