import { describe, expect, it } from 'vitest';
import { context, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { checkpoints } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import { trendsOf } from '../trends';
import rule from './backend-writes';

const on = (stopsPerSecond: number, maxPages = 100) =>
  rule.check(
    {
      checkpoints: [checkpoints()],
      settings: settings({ bgwriter_lru_maxpages: maxPages, bgwriter_delay: 200 }),
    },
    context({ trends: trendsOf([trend('maxWrittenCleanedPerSecond', stopsPerSecond)]) }),
  );

describe('server/backend-writes', () => {
  it('finds it where a tenth of the five rounds a second stops', () => {
    expect(on(0.49)).toEqual([]);
    const [finding] = expectFindings(on(0.5));
    expect(finding).toMatchObject({ severity: 'notice', facts: { stoppedRatio: 0.1, maxPages: 100 } });
    expect(finding?.advice?.steps[0]?.sql).toBe('ALTER SYSTEM SET "bgwriter_lru_maxpages" = 500;');
  });

  it('does not apply where it is off, and does not know what was not read or watched', () => {
    expect(on(5, 0)).toHaveProperty('notApplicable');
    const rows = { checkpoints: [checkpoints()], settings: [] };
    expect(rule.check(rows, context())).toHaveProperty('notRun');
    const watched = context({ trends: trendsOf([trend('maxWrittenCleanedPerSecond', 5)]) });
    expect(rule.check(rows, watched)).toHaveProperty('notRun');
  });
});
