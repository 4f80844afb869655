import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import rule from './memory-unfit';

const MIB = 1_048_576;
const GIB = 1_024 * MIB;

/** A server that timescaledb-tune set up for 16 GiB, a hundred connections, and so many bytes instead. */
function memorySettings(bytes: Readonly<Record<string, number>> = {}): ReturnType<typeof settings> {
  const tuned: Readonly<Record<string, number>> = {
    shared_buffers: 4_096 * MIB,
    effective_cache_size: 12_288 * MIB,
    maintenance_work_mem: 2_047 * MIB,
    work_mem: 16 * MIB,
    autovacuum_work_mem: 512 * MIB,
    ...bytes,
  };
  const blocks: ReadonlySet<string> = new Set(['shared_buffers', 'effective_cache_size']);
  const sizes = Object.entries(tuned).flatMap(([name, size]) => {
    const unit = blocks.has(name) ? { unit: '8kB', bytes: 8_192 } : { unit: 'kB', bytes: 1_024 };
    const value = size < 0 ? size : size / unit.bytes;
    return settings({ [name]: value }).map((row) => ({
      ...row,
      unit: unit.unit,
      context: name === 'shared_buffers' ? 'postmaster' : 'user',
    }));
  });
  return [
    ...sizes,
    ...settings({ max_connections: 100, max_worker_processes: 27, autovacuum_max_workers: 3 }),
  ];
}

const run = (
  bytes: Readonly<Record<string, number>> = {},
  over: Parameters<typeof context>[0] = {},
  more: ReturnType<typeof settings> = [],
) => {
  const names = new Set(more.map(({ name }) => name));
  const rows = [...memorySettings(bytes).filter(({ name }) => !names.has(name)), ...more];
  return rule.check({ settings: rows }, context({ profile: { memoryBytes: 16 * GIB }, ...over }));
};
const check = (...given: Parameters<typeof run>) => expectFindings(run(...given));
const names = (...given: Parameters<typeof run>) => check(...given).map(({ subject }) => subject[0]);

describe('settings/memory-unfit', () => {
  it('is quiet on a tuned server', () => {
    expect(check()).toEqual([]);
  });

  it('cannot judge without knowing the memory, and does not apply to the engine of Chunkwise', () => {
    expect(run({}, { profile: {} })).toHaveProperty('notRun');
    expect(run({}, { server: server({ engine: 'embedded' }) })).toHaveProperty('notApplicable');
  });

  it('finds what is wrong on any machine, without SQL', () => {
    const unknown = { profile: {} };
    expect(run({ shared_buffers: 128 * MIB + 8_192 }, unknown)).toHaveProperty('notRun');
    expect(check({ shared_buffers: 128 * MIB }, unknown)).toMatchObject([
      {
        subject: ['shared_buffers'],
        severity: 'notice',
        confidence: 'low',
        facts: { settingBytes: 128 * MIB, advisedBytes: null, memoryBytes: null },
      },
    ]);
    expect(run({ effective_cache_size: 4 * GIB }, unknown)).toHaveProperty('notRun');
    const [found] = check({ effective_cache_size: 4 * GIB - 8_192 }, unknown);
    expect(found).toMatchObject({ subject: ['effective_cache_size'] });
    expect(found?.advice).toBeUndefined();
    expect(rule.check({ settings: [] }, context())).toHaveProperty('notRun');
  });

  it('leaves shared_buffers between 15 and 40 % alone', () => {
    expect(names({ shared_buffers: 0.15 * 16 * GIB })).toEqual([]);
    expect(names({ shared_buffers: 0.15 * 16 * GIB - 16 * MIB })).toEqual(['shared_buffers']);
    expect(names({ shared_buffers: 0.4 * 16 * GIB - MIB, work_mem: 14 * MIB })).toEqual([]);
    expect(names({ shared_buffers: 0.4 * 16 * GIB + 16 * MIB, work_mem: 14 * MIB })).toEqual([
      'shared_buffers',
    ]);
  });

  it('advises a quarter, which counts after a restart', () => {
    expect(check({ shared_buffers: 128 * MIB })[0]).toMatchObject({
      subject: ['shared_buffers'],
      severity: 'warning',
      confidence: 'medium',
      facts: { settingBytes: 128 * MIB, advisedBytes: 4 * GIB, memoryBytes: 16 * GIB, memoryRatio: 1 / 128 },
      advice: {
        steps: [{ sql: 'ALTER SYSTEM SET "shared_buffers" = 524288;' }],
        verify: { expect: '524288 — after the restart' },
      },
    });
    expect(check({ shared_buffers: 0.06 * 16 * GIB })[0]?.severity).toBe('notice');
    expect(check({ shared_buffers: 8 * GIB })[0]?.severity).toBe('warning');
  });

  it('wants effective_cache_size between half and all of the memory', () => {
    expect(names({ effective_cache_size: 8 * GIB })).toEqual([]);
    expect(names({ effective_cache_size: 8 * GIB - MIB })).toEqual(['effective_cache_size']);
    expect(names({ effective_cache_size: 16 * GIB })).toEqual([]);
    const [found] = check({ effective_cache_size: 16 * GIB + MIB });
    expect(found).toMatchObject({ severity: 'notice', facts: { advisedBytes: 12 * GIB } });
    expect(found?.advice?.steps).toHaveLength(2);
  });

  it('wants at least half of an eighth for maintenance, and no more than 2047 MiB', () => {
    expect(names({ maintenance_work_mem: 1_024 * MIB })).toEqual([]);
    expect(check({ maintenance_work_mem: 1_023 * MIB })[0]).toMatchObject({
      subject: ['maintenance_work_mem'],
      facts: { advisedBytes: 2_047 * MIB },
    });
  });

  it('adds up the autovacuum workers, which follow maintenance_work_mem where nothing else is said', () => {
    expect(names({ autovacuum_work_mem: -1 })).toEqual(['autovacuum_work_mem']);
    expect(check({ autovacuum_work_mem: -1 })[0]).toMatchObject({
      severity: 'warning',
      facts: { settingBytes: null, advisedBytes: (2 * GIB) / 3, memoryRatio: null },
    });
    // Before 17 each holds a GiB of dead rows' places at most: 3 GiB of 16 are within a quarter.
    expect(names({ autovacuum_work_mem: -1 }, { server: server({ major: 16 }) })).toEqual([]);
    expect(names({ autovacuum_work_mem: 0.25 * 16 * GIB })).toEqual(['autovacuum_work_mem']);
    expect(names({ autovacuum_work_mem: 1 * GIB })).toEqual([]);
  });

  it('finds a work_mem that sessions together cannot have', () => {
    // 12 GiB are left for 100 sessions.
    expect(names({ work_mem: 122 * MIB })).toEqual([]);
    expect(check({ work_mem: 123 * MIB })[0]).toMatchObject({
      subject: ['work_mem'],
      severity: 'warning',
      facts: { advisedBytes: 16 * MIB },
    });
  });

  it('finds a work_mem far below what is free', () => {
    expect(names({ work_mem: 8 * MIB })).toEqual([]);
    expect(check({ work_mem: 8 * MIB - 1_024 })[0]).toMatchObject({
      severity: 'notice',
      facts: { advisedBytes: 16 * MIB },
    });
  });

  it('takes no setting of the monitoring role for the server’s, and none that could not be read', () => {
    const own = memorySettings({ work_mem: 1 * MIB })
      .filter(({ name }) => name === 'work_mem')
      .map((row) => ({ ...row, source: 'user' }));
    expect(names({}, {}, own)).toEqual([]);
    expect(rule.check({ settings: [] }, context({ profile: { memoryBytes: GIB } }))).toEqual([]);
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
