/** A rule's area as a person reads it. */
export function areaWord(area: string): string {
  if (area === 'wal') return 'WAL';
  return area.charAt(0).toUpperCase() + area.slice(1).replaceAll('-', ' ');
}
