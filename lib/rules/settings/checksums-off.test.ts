import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { settings } from '../testing/setting-rows';
import rule from './checksums-off';

type Sizes = Parameters<typeof rule.check>[0]['storageSizes'];
const size = (totalBytes: number | null, kind: 'database' | 'tablespace' = 'database') => ({
  kind,
  name: 'any',
  isCurrentDatabase: false,
  totalBytes,
});
const run = (value: string, storageSizes: Sizes = null, over: Parameters<typeof server>[0] = {}) =>
  rule.check(
    { settings: settings({ data_checksums: value }), storageSizes },
    context({ server: server(over) }),
  );

describe('settings/checksums-off', () => {
  it('is quiet where they are on', () => {
    expect(run('on')).toEqual([]);
  });

  it('is a notice where they were off at first, and a warning where they were on', () => {
    expect(run('off')).toMatchObject([
      { subject: ['data_checksums'], severity: 'notice', facts: { dataBytes: null } },
    ]);
    expect(run('off', null, { major: 18 })).toMatchObject([{ severity: 'warning' }]);
  });

  it('says how much is to be written, of all databases, or that it does not know', () => {
    expect(run('off', [size(1_000), size(2_000), size(9_000, 'tablespace')])).toMatchObject([
      { facts: { dataBytes: 3_000 } },
    ]);
    expect(run('off', [size(1_000), size(null)])).toMatchObject([{ facts: { dataBytes: null } }]);
  });

  it('does not know what was not read, and does not apply to the engine of Chunkwise', () => {
    expect(rule.check({ settings: [], storageSizes: null }, context())).toHaveProperty('notRun');
    expect(run('off', null, { engine: 'embedded' })).toHaveProperty('notApplicable');
  });
});
