import type { IndexesAnswer } from '@/lib/api/indexes';
import { counted } from '@/lib/format/count';

/** As `indexes/unused` has it: less than this tells nothing. */
const LEAST_SECONDS = 14 * 86_400;

/** What the window of counting is worth, in a few words. */
export function countingWords({ seconds, standbys }: NonNullable<IndexesAnswer['counting']>): string {
  if (seconds < LEAST_SECONDS) return '“unused” takes two weeks';
  if (standbys === null) return 'standbys not known';
  return standbys === 0
    ? 'no standby counts besides'
    : `${counted(standbys, 'standby', 'standbys')} not counted`;
}
