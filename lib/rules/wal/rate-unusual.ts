import { bytes, bytesPerSecond } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { defineRule } from '../rule';
import { EMBEDDED_ENGINE } from '../shared/server/embedded-engine';

/** Weeks differ by half, campaigns by two; three times is something new. */
const TIMES_USUAL = 3;
/** Below it nothing that follows the log notices. */
const LEAST_BYTES_PER_SECOND = 1_048_576;

export default defineRule({
  meta: {
    id: 'wal/rate-unusual',
    title: 'Much more log is written than usual',
    why: 'Every byte of it goes to the disk, the archive and each standby. A job that runs away, an index build or full page images after frequent checkpoints show here first.',
    source: 'https://www.postgresql.org/docs/current/wal-intro.html',
    needs: ['wal'],
    trends: ['walBytesPerSecond'],
    facts: {
      walBytesPerSecond: { label: 'Within the last hour, a second', source: 'history: walBytesPerSecond' },
      usualBytesPerSecond: {
        label: 'Usual at this hour',
        source: 'median of the same hour in earlier weeks',
      },
    },
  },
  check(_, { server, trends }) {
    if (server.engine === 'embedded') return EMBEDDED_ENGINE;
    const rate = trends('walBytesPerSecond');
    if ('notRun' in rate) return rate;
    if (rate.usual === null)
      return { notRun: 'What is usual at this hour is known after two weeks', isWaiting: true };
    const { average, usual } = rate;
    if (average < LEAST_BYTES_PER_SECOND || average < TIMES_USUAL * usual) return [];
    return [
      {
        subject: ['wal'],
        severity: 'notice',
        confidence: 'medium',
        title: `Find out what writes ${bytesPerSecond(average)} of log`,
        detail: `${bytes(average * rate.windowSeconds)} within the last hour, ${usual > 0 ? `${count(Math.round(average / usual))} times` : 'and nothing in'} the same hour of earlier weeks. The statements that write most of it are on the Queries screen.`,
        facts: { walBytesPerSecond: average, usualBytesPerSecond: usual },
        impact: {
          prevents: 'standbys that fall behind and disks that fill up',
          basis: `${bytesPerSecond(average)} against ${bytesPerSecond(usual)}, from ${TIMES_USUAL} times on.`,
        },
      },
    ];
  },
});
