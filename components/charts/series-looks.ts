/** Colour and dash of a series by its place: never colour alone. Four is the most that a panel may hold. */
export const SERIES_LOOKS = [
  { stroke: 'var(--series-1)', dash: '0' },
  { stroke: 'var(--series-2)', dash: '6 3' },
  { stroke: 'var(--series-3)', dash: '2 3' },
  { stroke: 'var(--series-4)', dash: '8 3 2 3' },
] as const;

export function seriesLook(place: number) {
  return SERIES_LOOKS[place % SERIES_LOOKS.length] ?? SERIES_LOOKS[0];
}
