/** Address of one hypertable's screen; names are quoted, because they may hold anything. */
export function hypertableHref(databaseId: string, schema: string, name: string): string {
  return `/d/${encodeURIComponent(databaseId)}/hypertables/${encodeURIComponent(schema)}/${encodeURIComponent(name)}`;
}

export function findingHref(databaseId: string, key: string): string {
  return `/d/${encodeURIComponent(databaseId)}/advice?finding=${encodeURIComponent(key)}`;
}
