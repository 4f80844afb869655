import { describe, expect, it } from 'vitest';
import { hypertable } from '@/lib/rules/testing/hypertable-rows';
import { policy, retention } from '@/lib/rules/testing/job-rows';
import { policyAgeUnits } from './policy-age';

const none = Number.POSITIVE_INFINITY;
const ticks = hypertable({ isIntegerTime: true });

describe('the age at which policies act', () => {
  it('is that of the policy of its kind on this hypertable, the least of several', () => {
    const policies = [
      policy({ afterSeconds: 7 }),
      policy({ afterSeconds: 5 }),
      policy({ hypertableId: 2, afterSeconds: 1 }),
      retention({ afterSeconds: 3 }),
    ];
    expect(policyAgeUnits('columnstore', hypertable(), policies)).toBe(5_000_000);
    expect(policyAgeUnits('retention', hypertable(), policies)).toBe(3_000_000);
    expect(policyAgeUnits('retention', hypertable({ hypertableId: 2 }), policies)).toBe(none);
  });

  it('is in units of integer time, which the creation of a chunk is not', () => {
    const units = retention({ afterSeconds: null, afterUnits: 900 });
    const byCreation = retention({ afterSeconds: 1, byCreation: true });
    expect(policyAgeUnits('retention', ticks, [units])).toBe(900);
    expect(policyAgeUnits('retention', ticks, [byCreation])).toBe(none);
    expect(policyAgeUnits('retention', hypertable(), [byCreation])).toBe(1_000_000);
  });
});
