import { type Begin, WINDOW_SECONDS } from '@/lib/answers/queries';
import type { QueryWindow } from '@/lib/api/queries';
import { product } from '@/lib/monitor/product';

/** Without history there is still what the server tells since the reset. */
export async function beginOf(databaseId: string, window: QueryWindow): Promise<Begin> {
  if (window === 'reset') return null;
  return product()
    .history.statementReading(databaseId, WINDOW_SECONDS[window])
    .catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
}
