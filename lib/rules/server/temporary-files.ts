import type { Row } from '@/lib/collect/snapshot';
import { settingBytes } from '@/lib/derive/setting-bytes';
import { bytes } from '@/lib/format/bytes';
import { defineRule } from '../rule';
import { statementName } from '../shared/statements/statement-name';

const HOUR_SECONDS = 3_600;
const WARNING_BYTES_PER_HOUR = 1_073_741_824;
/** A server whose sorts may take 1 GB each spills as much in one of them. */
const TIMES_WORK_MEM = 100;

export default defineRule({
  meta: {
    id: 'server/temporary-files',
    title: 'Sorts and joins spill to the disk',
    why: 'What does not fit into work_mem is written to files and read again, which is slower and wears the disk. Usually it is a few statements, which need an index, fewer rows, or more memory for themselves alone.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-WORK-MEM',
    needs: ['databaseCounters'],
    wants: ['settings', 'statements'],
    trends: ['temporaryBytesPerSecond'],
    facts: {
      temporaryBytesPerHour: { label: 'Written within the last hour', source: 'pg_stat_database.temp_bytes' },
      workMemBytes: { label: 'Memory of one sort', source: 'pg_settings: work_mem' },
      worstStatementBytes: {
        label: 'The statement that wrote most',
        source: 'pg_stat_statements, since its reset',
      },
    },
  },
  check({ settings, statements }, { trends }) {
    const rate = trends('temporaryBytesPerSecond');
    if ('notRun' in rate) return rate;
    const temporaryBytesPerHour = rate.average * HOUR_SECONDS;
    const workMemBytes = settingBytes('work_mem', settings);
    const least = Math.max(WARNING_BYTES_PER_HOUR, TIMES_WORK_MEM * (workMemBytes ?? 0));
    if (temporaryBytesPerHour < least) return [];
    const worst = worstOf(statements);
    const worstStatementBytes = worst === null ? null : worst.temporaryBlocksWritten * blockSize(settings);
    return [
      {
        subject: ['temporary files'],
        severity: 'warning',
        confidence: 'high',
        title: `Find the statements that write ${bytes(temporaryBytesPerHour)} of temporary files an hour`,
        detail: `${
          worst?.query
            ? `Most, ${bytes(worstStatementBytes)} since the statistics’ reset, is of: ${statementName(worst.query)}.`
            : 'Which statements they are is not known: pg_stat_statements was not read.'
        } Give it an index or fewer rows first; then more work_mem for its role alone (ALTER ROLE … SET work_mem), not for the server: every sort of every session may take it.`,
        facts: { temporaryBytesPerHour, workMemBytes, worstStatementBytes },
        impact: {
          prevents: 'sorts and joins that wait for the disk',
          basis: `${bytes(temporaryBytesPerHour)} an hour, from ${bytes(least)} on: 1 GiB, and ${TIMES_WORK_MEM} times work_mem.`,
        },
      },
    ];
  },
});

function worstOf(statements: readonly Row<'statements'>[] | null): Row<'statements'> | null {
  const spilling = (statements ?? []).filter(
    ({ isRemainder, temporaryBlocksWritten }) => !isRemainder && temporaryBlocksWritten > 0,
  );
  return spilling.toSorted((a, b) => b.temporaryBlocksWritten - a.temporaryBlocksWritten)[0] ?? null;
}

function blockSize(settings: readonly Row<'settings'>[] | null): number {
  return Number(settings?.find(({ name }) => name === 'block_size')?.setting ?? 8_192);
}
