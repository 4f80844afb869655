import { describe, expect, it } from 'vitest';
import { context, trend } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { checkpoints } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import { trendsOf } from '../trends';
import rule from './backend-syncs';

const anHour = (syncs: number) => trendsOf([trend('backendSyncsPerSecond', syncs / 3_600)]);
const look = (syncs: number) =>
  rule.check(
    {
      checkpoints: [checkpoints()],
      settings: settings({ shared_buffers: 128 }).map((row) => ({ ...row, unit: '8kB' })),
    },
    context({ trends: anHour(syncs) }),
  );

describe('server/backend-syncs', () => {
  it('speaks of the first, and warns from once a minute on', () => {
    expect(look(0)).toEqual([]);
    expect(expectFindings(look(1))[0]).toMatchObject({
      subject: ['checkpointer'],
      severity: 'notice',
      facts: { syncsPerHour: 1, bufferBytes: 1_048_576 },
    });
    expect(expectFindings(look(59))[0]?.severity).toBe('notice');
    expect(expectFindings(look(60))[0]?.severity).toBe('warning');
  });

  it('does not need the settings', () => {
    const found = rule.check(
      { checkpoints: [checkpoints()], settings: null },
      context({ trends: anHour(5) }),
    );
    expect(expectFindings(found)[0]?.facts.bufferBytes).toBeNull();
  });

  it('does not run without an hour, or where nobody counts', () => {
    expect(rule.check({ checkpoints: [checkpoints()], settings: null }, context())).toHaveProperty('notRun');
    const uncounted = { checkpoints: [checkpoints({ backendSyncs: null })], settings: null };
    expect(rule.check(uncounted, context({ trends: anHour(5) }))).toHaveProperty('notRun');
  });
});
