import type { QueriesAnswer, Statement } from '@/lib/api/queries';
import { counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { isListed, MEASURES, shareOf, wholeOf } from './measures';
import { windowWords } from './window-words';

/** So many statements are worth looking at. */
const MOST_SHARE = 0.8;

/** The screen's answer in one sentence: `3 statements take 84% of the time, in 2 d 3 h, since …`. */
export function queriesSummary(statements: readonly Statement[], window: QueriesAnswer['window']): string {
  // Time takes no block size.
  const whole = wholeOf(MEASURES.time, statements, 0);
  const shares = statements
    .filter(isListed)
    .flatMap((statement) => shareOf(MEASURES.time, statement, whole, 0) ?? [])
    .sort((a, b) => b - a);
  let [sum, most] = [0, 0];
  for (const share of shares) {
    if (sum >= MOST_SHARE) break;
    sum += share;
    most += 1;
  }
  const time =
    most === 0
      ? 'No statement took any time'
      : `${counted(most, 'statement')} ${most === 1 ? 'takes' : 'take'} ${percent(sum)} of the time`;
  return `${time}, ${windowWords(window)}.`;
}
