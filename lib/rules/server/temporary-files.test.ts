import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { databaseCounters } from '../testing/server-rows';
import { memorySetting } from '../testing/setting-rows';
import { statement } from '../testing/statement-rows';
import { trendsOf } from '../trends';
import rule from './temporary-files';

const GIB = 1_073_741_824;
const on = (bytesPerHour: number, workMemMb = 4, statements: Row<'statements'>[] | null = null) =>
  rule.check(
    {
      databaseCounters: [databaseCounters()],
      settings: [memorySetting('work_mem', workMemMb)],
      statements,
    },
    context({ trends: trendsOf([trend('temporaryBytesPerSecond', bytesPerHour / 3_600)]) }),
  );

describe('server/temporary-files', () => {
  it('finds a GiB an hour', () => {
    expect(on(GIB - 3_600)).toEqual([]);
    expect(expectFindings(on(GIB + 1))[0]).toMatchObject({
      severity: 'warning',
      facts: { workMemBytes: 4_194_304, worstStatementBytes: null },
    });
  });

  it('expects more where a sort may take more', () => {
    expect(on(100 * GIB - 3_600, 1_024)).toEqual([]);
    expect(on(100 * GIB + 3_600, 1_024)).toHaveLength(1);
  });

  it('names the statement that wrote most, and never a literal of it', () => {
    const statements = [
      statement("SELECT 'theirs'", { temporaryBlocksWritten: 1 }),
      statement("SELECT 'ours' ORDER BY 1", { temporaryBlocksWritten: 1_000 }),
    ];
    const [finding] = expectFindings(on(2 * GIB, 4, statements));
    expect(finding?.facts).toMatchObject({ worstStatementBytes: 8_192_000 });
    expect(finding?.detail).toContain('is of: SELECT ? ORDER BY ?.');
  });

  it('does not know what was not watched', () => {
    const rows = { databaseCounters: [databaseCounters()], settings: null, statements: null };
    expect(rule.check(rows, context())).toHaveProperty('notRun');
  });
});
