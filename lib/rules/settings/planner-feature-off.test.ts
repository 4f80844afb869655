import { describe, expect, it } from 'vitest';
import { context } from '../testing/context';
import { hypertable } from '../testing/hypertable-rows';
import { settingOverride, settings } from '../testing/setting-rows';
import rule from './planner-feature-off';

type Artifacts = Parameters<typeof rule.check>[0];
const HEALTHY = {
  'timescaledb.enable_optimizations': 'on',
  'timescaledb.enable_chunk_append': 'on',
  'timescaledb.enable_dml_decompression': 'on',
  'timescaledb.enable_transparent_decompression': 'on',
  'timescaledb.enable_cagg_watermark_constify': 'on',
};
const check = (
  values: Readonly<Record<string, string>> = {},
  settingOverrides: Artifacts['settingOverrides'] = [],
  over: Partial<Artifacts['settings'][number]> = {},
) => {
  const result = rule.check(
    {
      settings: settings({ ...HEALTHY, ...values }).map((row) => ({ ...row, context: 'user', ...over })),
      settingOverrides,
      hypertables: [hypertable()],
    },
    context(),
  );
  if (!('length' in result)) throw new Error('expected findings');
  return result;
};

describe('settings/planner-feature-off', () => {
  it('is quiet while all are on', () => {
    expect(check()).toEqual([]);
  });

  it('finds each that is off', () => {
    for (const name of Object.keys(HEALTHY)) {
      const [found] = check({ [name]: 'off' });
      expect(found, name).toMatchObject({
        subject: [name],
        facts: { hypertables: 1 },
        advice: { verify: { expect: 'on — in a new session' } },
      });
    }
    expect(check({ 'timescaledb.enable_transparent_decompression': 'off' })[0]?.severity).toBe('critical');
  });

  it('does not take another word for off', () => {
    // 2.18 to 2.21 knew a third position.
    expect(check({ 'timescaledb.enable_transparent_decompression': 'hypercore' })).toEqual([]);
  });

  it('finds what a database or another role has, where it is set', () => {
    const off = { name: 'timescaledb.enable_chunk_append', setting: 'false' };
    expect(check({}, [settingOverride({ ...off, roleName: 'ingest' })])).toMatchObject([
      {
        subject: ['timescaledb.enable_chunk_append', 'app', 'ingest'],
        title: 'Turn timescaledb.enable_chunk_append on for role ingest in database app',
        advice: { steps: [{ sql: expect.stringContaining('RESET') }], verify: { expect: '0' } },
      },
    ]);
    expect(check({}, [settingOverride({ ...off, setting: 'on' })])).toEqual([]);
    expect(check({}, [settingOverride({ ...off, roleName: 'chunkwise' })]), 'our own').toEqual([]);
  });

  it('tells a database’s setting once, though the sessions show it as well', () => {
    const off = settingOverride({ name: 'timescaledb.enable_chunk_append', setting: 'off' });
    const found = check({ 'timescaledb.enable_chunk_append': 'off' }, [off], { source: 'database' });
    expect(found.map(({ subject }) => subject)).toEqual([['timescaledb.enable_chunk_append', 'app', '*']]);
  });
});
