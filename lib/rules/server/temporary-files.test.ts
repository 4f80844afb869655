import { describe, expect, it } from 'vitest';
import { expectFindings } from '../testing/expect-findings';
import { context, databaseCounters, trend } from '../testing/rows';
import { memorySetting } from '../testing/server-rows';
import { trendsOf } from '../trends';
import rule from './temporary-files';

const GIB = 1_073_741_824;
const on = (bytesPerHour: number, workMemMb = 4) =>
  rule.check(
    {
      databaseCounters: [databaseCounters()],
      settings: [memorySetting('work_mem', workMemMb)],
      statements: null,
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

  it('does not know what was not watched', () => {
    const rows = { databaseCounters: [databaseCounters()], settings: null, statements: null };
    expect(rule.check(rows, context())).toHaveProperty('notRun');
  });
});
