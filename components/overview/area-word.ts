const WORDS: Record<string, string> = {
  hypertables: 'Hypertables',
  columnstore: 'Columnstore',
  retention: 'Retention',
  'continuous-aggregates': 'Continuous aggregates',
  jobs: 'Jobs',
};

/** A rule's area as a person reads it. */
export function areaWord(area: string): string {
  return WORDS[area] ?? area.charAt(0).toUpperCase() + area.slice(1).replaceAll('-', ' ');
}
