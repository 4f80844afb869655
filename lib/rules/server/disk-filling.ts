import type { Row } from '@/lib/collect/snapshot';
import { daysToFull } from '@/lib/derive/steady-state';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { defineRule, type Severity } from '../rule';
import { paceTrends, steadyPerDay } from '../shared/tables/pace';

/** temBoard warns at 80 % and is critical at 90 % of a disk; of the rest, log and temporary files take a part. */
const WARNING_RATIO = 0.8;
const CRITICAL_RATIO = 0.9;
/** A larger disk is ordered and data is moved within two weeks; within three days only what is at hand helps. */
const WARNING_DAYS = 14;
const CRITICAL_DAYS = 3;

/** Where data lies that nobody has put elsewhere: on the disk that the profile tells of. */
const BUILT_IN: ReadonlySet<string> = new Set(['pg_default', 'pg_global']);

export default defineRule({
  meta: {
    id: 'server/disk-filling',
    title: 'The disk of the data fills up',
    why: 'On a full disk every write fails, and without room for its log the server stops and does not start again. Giving room back, by VACUUM FULL or a new index, first takes room itself.',
    source: 'https://www.postgresql.org/docs/current/diskusage.html',
    needs: ['storageSizes'],
    trends: paceTrends('databaseBytes'),
    timing: {
      warning: { forSeconds: 900, clearSeconds: 1_800 },
      critical: { forSeconds: 900, clearSeconds: 1_800 },
    },
    facts: {
      usedBytes: { label: 'Taken by data, at least', source: 'pg_tablespace_size' },
      diskBytes: { label: 'Size of the disk', source: 'profile' },
      usedRatio: { label: 'Share of the disk', source: 'data ÷ disk' },
      growthBytesPerDay: {
        label: 'Growth of this database a day, the slower of a week’s and a day’s',
        source: 'history: databaseBytes',
      },
      daysLeft: { label: 'Days until it is full', source: 'free ÷ growth' },
    },
  },
  check({ storageSizes }, { server, profile: { diskBytes }, trends }) {
    if (server.engine === 'embedded')
      return { notApplicable: 'This engine comes with Chunkwise and lies on the disk of that' };
    // Without it there is nothing to watch, which is no check that was kept from looking.
    if (diskBytes === undefined)
      return {
        notApplicable:
          'No SQL tells how large the disk is: say it as diskBytes in the profile of the configuration',
      };
    const usedBytes = usedOf(storageSizes);
    if (usedBytes === null) return { notRun: 'The size of the data is hidden from this role' };
    const usedRatio = usedBytes / diskBytes;
    // Of what lies on other disks nothing tells how much of the growth is theirs.
    const growthBytesPerDay = isAlone(storageSizes) ? steadyPerDay('databaseBytes', trends) : null;
    const daysLeft = growthBytesPerDay === null ? null : daysToFull(diskBytes, usedBytes, growthBytesPerDay);
    const severity = severityOf(usedRatio, daysLeft);
    if (!severity) return [];
    const soon =
      daysLeft === null ? '' : ` At its present pace it is full in ${count(Math.floor(daysLeft))} days.`;
    return [
      {
        subject: ['disk'],
        severity,
        // Its size was said by a person, and files of others on it cannot be seen.
        confidence: 'medium',
        title: `Make room on the disk: data takes ${percent(usedRatio)} of it`,
        detail: `${bytes(usedBytes)} of ${bytes(diskBytes)} hold tables and indexes; log, temporary files and whatever else lies there come on top.${soon} The Tables and Hypertables screens show what is large and what grows; unused indexes, retention and the columnstore give most back. A larger disk has to come before it is full.`,
        facts: { usedBytes, diskBytes, usedRatio, growthBytesPerDay, daysLeft },
        impact: {
          bytesAtRisk: usedBytes,
          prevents: 'a server that stops because its disk is full',
          basis: `From ${percent(WARNING_RATIO)} or ${WARNING_DAYS} days on; critical from ${percent(CRITICAL_RATIO)} or ${CRITICAL_DAYS} days on.`,
        },
      },
    ];
  },
});

type Sizes = readonly Row<'storageSizes'>[];

/** Null where a part may not be measured. */
function usedOf(sizes: Sizes): number | null {
  const own = sizes.filter(({ kind, name }) => kind === 'tablespace' && BUILT_IN.has(name));
  return own.length < BUILT_IN.size
    ? null
    : own.reduce<number | null>(
        (sum, { totalBytes }) => (sum === null || totalBytes === null ? null : sum + totalBytes),
        0,
      );
}

const isAlone = (sizes: Sizes) => sizes.every(({ kind, name }) => kind === 'database' || BUILT_IN.has(name));

function severityOf(usedRatio: number, daysLeft: number | null): Severity | null {
  const days = daysLeft ?? Number.POSITIVE_INFINITY;
  if (usedRatio >= CRITICAL_RATIO || days < CRITICAL_DAYS) return 'critical';
  return usedRatio >= WARNING_RATIO || days < WARNING_DAYS ? 'warning' : null;
}
