/** How long an ISO instant lies back; null when it is not known. Never negative: server and monitor clocks differ. */
export function secondsSince(at: string | null | undefined, nowMs: number): number | null {
  return at === null || at === undefined ? null : Math.max(0, (nowMs - Date.parse(at)) / 1_000);
}
