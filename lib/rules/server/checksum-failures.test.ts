import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { databaseCounters } from '../testing/server-rows';
import rule from './checksum-failures';

const on = (checksumFailures: number | null) =>
  rule.check({ databaseCounters: [databaseCounters({ checksumFailures })] }, context());

describe('server/checksum-failures', () => {
  it('finds a single one', () => {
    expect(on(0)).toEqual([]);
    expect(expectFindings(on(1))[0]).toMatchObject({ severity: 'critical', facts: { checksumFailures: 1 } });
  });

  it('does not apply without checksums, and does not know what was not read', () => {
    expect(on(null)).toHaveProperty('notApplicable');
    expect(rule.check({ databaseCounters: [] }, context())).toHaveProperty('notRun');
  });
});
