import { firstBytes, LONGEST } from './object-name';

/** A name as wished for as far as it fits, with a number behind it where it is taken; it is taken from then on. */
export function freeName(wished: string, taken: Set<string>): string {
  const fitting = firstBytes(wished, LONGEST - 3);
  let name = fitting;
  for (let at = 2; taken.has(name); at += 1) name = `${fitting}_${at}`;
  taken.add(name);
  return name;
}
