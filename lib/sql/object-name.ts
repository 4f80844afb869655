/** PostgreSQL cuts a name after so many bytes. */
export const LONGEST = 63;

/** `table_column_idx` as PostgreSQL would call it, shortened to fit, with a number where the name is taken. */
export const freeIndexName = (
  table: string,
  columns: readonly string[],
  taken: ReadonlySet<string>,
): string => generatedName(table, columns, 'idx', taken);

/** `table_column_stat`, as PostgreSQL would call extended statistics. */
export const statisticsName = (table: string, columns: readonly string[]): string =>
  generatedName(table, columns, 'stat', new Set());

function generatedName(
  table: string,
  columns: readonly string[],
  label: string,
  taken: ReadonlySet<string>,
): string {
  for (let number = 0; ; number += 1) {
    const end = `_${label}${number === 0 ? '' : number}`;
    const name = firstBytes(`${table}_${columns.join('_')}`, LONGEST - end.length) + end;
    if (!taken.has(name)) return name;
  }
}

/** Whole characters that take at most so many bytes. */
export function firstBytes(text: string, limit: number): string {
  let taken = '';
  for (const character of text) {
    if (Buffer.byteLength(taken + character) > limit) break;
    taken += character;
  }
  return taken;
}
