import { describe, expect, it } from 'vitest';
import { resourcesPlanAnswer, resourcesPlanRequest } from '@/lib/api/resources-plan-schema';
import { server, snapshotOf } from '@/lib/rules/testing/context';
import { settings } from '@/lib/rules/testing/setting-rows';
import { resourcesAnswer } from './resources-plan';
import { onTheWire, view } from './testing/view';

const GIB = 1_024 ** 3;
const rows = (over: Readonly<Record<string, number | string>> = {}) => [
  ...settings({ shared_buffers: 16_384 }).map((row) => ({ ...row, unit: '8kB' })),
  ...settings({ jit: 'on', ...over }).map((row) => ({ ...row, context: 'user' })),
];
const planOf = (
  answers: unknown = undefined,
  { snapshot = snapshotOf({ settings: rows() }), profile = {} } = {},
) => {
  const asked = resourcesPlanRequest.parse({ databaseId: 'app', answers });
  const target = { id: 'app', name: 'App', url: 'postgres://', tags: [], profile, demo: null };
  return onTheWire(resourcesPlanAnswer, resourcesAnswer(view(snapshot, { target }), asked.answers));
};

describe('the plan of resources on the wire', () => {
  it('asks for what it was not told, and plans the rest', () => {
    const plan = planOf();
    expect(plan).toMatchObject({ asks: ['memoryBytes'], machine: { memoryBytes: null }, whyNot: null });
    expect(plan.script).toContain('ALTER SYSTEM SET "jit"');
    expect(plan.script).not.toContain('shared_buffers"');
  });

  it('takes the profile, and an answer over it', () => {
    const profile = { memoryBytes: 8 * GIB };
    expect(planOf(undefined, { profile }).script).toContain(`"shared_buffers" = '2GB'`);
    expect(planOf({ memoryBytes: 64 * GIB }, { profile }).script).toContain(`"shared_buffers" = '16GB'`);
  });

  it('says why there is no plan, or why its script cannot run', () => {
    const snapshot = snapshotOf({ settings: rows() });
    const embedded = { ...snapshot, server: server({ engine: 'embedded' }) };
    expect(planOf(undefined, { snapshot: embedded })).toMatchObject({
      settings: null,
      whyNot: expect.stringContaining('comes with Chunkwise'),
    });
    const refusing = snapshotOf({ settings: rows({ allow_alter_system: 'off' }) });
    expect(planOf(undefined, { snapshot: refusing }).whyNot).toContain('allow_alter_system');
    expect(planOf(undefined, { snapshot: snapshotOf({}) })).toMatchObject({
      settings: null,
      missing: [{ artifact: 'settings' }],
    });
  });

  it('refuses what it does not understand, and names it', () => {
    expect(() => planOf({ memoryBytes: -1 })).toThrowError('memoryBytes');
    expect(() => planOf({ diskKind: 'tape' })).toThrowError('expected ssd, nvme, network or hdd');
    expect(() => planOf({ memory: 1 })).toThrowError('memory');
  });
});
