/** Address of one statement's screen. */
export function queryHref(databaseId: string, queryId: string): string {
  return `/d/${encodeURIComponent(databaseId)}/queries/${encodeURIComponent(queryId)}`;
}

/** Where its plan is shown. */
export function planHref(databaseId: string, queryId: string): string {
  return `/d/${encodeURIComponent(databaseId)}/plan?query=${encodeURIComponent(queryId)}`;
}
