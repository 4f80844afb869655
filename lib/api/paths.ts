/** Path segments are always encoded: names in a monitored database hold any character. */
export function databasePath(databaseId: string, ...rest: readonly string[]): string {
  return ['/api/databases', databaseId, ...rest]
    .map((part, at) => (at === 0 ? part : encodeURIComponent(part)))
    .join('/');
}

export function withParameters(path: string, parameters: Readonly<Record<string, string | number>>): string {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  ).toString();
  return query === '' ? path : `${path}?${query}`;
}
