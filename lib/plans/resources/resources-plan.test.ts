import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { NOW_MS, server } from '@/lib/rules/testing/context';
import { settingOverride, settings } from '@/lib/rules/testing/setting-rows';
import { type Machine, machineOf } from './machine';
import { type ResourcesInput, resourcesPlan } from './resources-plan';
import { resourcesScript } from './resources-script';

const GIB = 1_024 ** 3;
const MIB = 1_024 ** 2;
const LARGE: Machine = {
  memoryBytes: 64 * GIB,
  cores: 16,
  diskKind: 'ssd',
  workload: 'ingest',
  diskBytes: null,
};
const NOTHING: Machine = { memoryBytes: null, cores: null, diskKind: null, workload: null, diskBytes: null };

type Setting = Row<'settings'>;
const UNITS: Readonly<Record<string, string>> = {
  shared_buffers: '8kB',
  wal_buffers: '8kB',
  effective_cache_size: '8kB',
  maintenance_work_mem: 'kB',
  autovacuum_work_mem: 'kB',
  work_mem: 'kB',
  max_wal_size: 'MB',
  min_wal_size: 'MB',
  autovacuum_naptime: 's',
};
/** As initdb leaves PostgreSQL 18. */
const DEFAULTS = {
  shared_buffers: 16_384,
  huge_pages: 'try',
  effective_cache_size: 524_288,
  maintenance_work_mem: 65_536,
  autovacuum_work_mem: -1,
  work_mem: 4_096,
  wal_buffers: 512,
  max_wal_size: 1_024,
  min_wal_size: 80,
  max_connections: 100,
  max_worker_processes: 8,
  'timescaledb.max_background_workers': 16,
  max_parallel_workers: 8,
  max_parallel_workers_per_gather: 2,
  max_parallel_maintenance_workers: 2,
  autovacuum_max_workers: 3,
  autovacuum_worker_slots: 16,
  autovacuum_naptime: 60,
  autovacuum_vacuum_cost_limit: -1,
  autovacuum_vacuum_cost_delay: 2,
  vacuum_cost_limit: 200,
  hash_mem_multiplier: 2,
  checkpoint_completion_target: 0.9,
  wal_compression: 'off',
  random_page_cost: 4,
  effective_io_concurrency: 16,
  default_statistics_target: 100,
  jit: 'on',
  default_toast_compression: 'pglz',
  io_method: 'worker',
  io_workers: 3,
  max_locks_per_transaction: 64,
};
const ENUMS: Readonly<Record<string, string[]>> = {
  huge_pages: ['off', 'on', 'try'],
  wal_compression: ['off', 'pglz', 'lz4', 'zstd', 'on'],
  default_toast_compression: ['pglz', 'lz4'],
  io_method: ['sync', 'worker'],
};

const input = (
  values: Readonly<Record<string, number | string>> = {},
  over: Partial<ResourcesInput> = {},
  change: (row: Setting) => Setting = (row) => row,
): ResourcesInput => ({
  settings: settings({ ...DEFAULTS, ...values }).map((row) =>
    change({
      ...row,
      unit: UNITS[row.name] ?? null,
      allowedValues: ENUMS[row.name] ?? null,
      context: ['shared_buffers', 'max_worker_processes'].includes(row.name) ? 'postmaster' : 'sighup',
      bootValue: String(DEFAULTS[row.name as keyof typeof DEFAULTS]),
    }),
  ),
  settingOverrides: [],
  databases: [],
  wal: null,
  server: server({ major: 18 }),
  nowMs: NOW_MS,
  ...over,
});
const planned = (name: string, given: ResourcesInput, machine: Machine = LARGE) => {
  const found = resourcesPlan(given, machine).settings.find((setting) => setting.name === name);
  if (!found) throw new Error(`no plan for ${name}`);
  return found;
};
const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ') ?? null;

describe('the plan of resources', () => {
  it.each([
    // name, timescaledb-tune, pgtune (mixed, 16 cores, 64 GB), ours
    ['shared_buffers', '16 GiB', '16 GiB', '16 GiB'],
    ['effective_cache_size', '48 GiB', '48 GiB', '48 GiB'],
    ['maintenance_work_mem', '2 GiB', '4 GiB', '2 GiB'],
    ['work_mem', '32 MiB', '70 MiB', '32 MiB'],
    ['max_worker_processes', '35', '16', '35'],
    ['max_parallel_workers', '16', '16', '16'],
    ['max_parallel_workers_per_gather', '8', '4', '4'],
    ['max_wal_size', '1 GiB', '4 GiB', '4 GiB'],
    ['min_wal_size', '512 MiB', '1 GiB', '1 GiB'],
    ['random_page_cost', '1.1', '1.1', '1.1'],
    ['effective_io_concurrency', '256', '200', '32'],
    ['autovacuum_max_workers', '10', '4', '10'],
    ['autovacuum_vacuum_cost_limit', null, null, '667'],
    ['autovacuum_work_mem', null, '2 GiB', '819 MiB'],
    ['max_locks_per_transaction', '1024', null, '1024'],
    ['io_method', null, 'io_uring', 'worker'],
    ['io_workers', null, '4', '4'],
    ['jit', 'off', 'off', 'off'],
  ])('knows what both tools and we give %s on 64 GiB and 16 cores', (name, tune, pgtune, ours) => {
    const { timescaledbTune, pgtune: theirs, advised } = planned(name, input());
    expect([plain(timescaledbTune), plain(theirs), plain(advised)]).toEqual([tune, pgtune, ours]);
  });

  it('says what counts now, what to write, and the way back', () => {
    expect(planned('shared_buffers', input())).toMatchObject({
      verdict: 'change',
      applies: 'restart',
      sql: `ALTER SYSTEM SET "shared_buffers" = '16GB';`,
      undo: 'ALTER SYSTEM RESET "shared_buffers";',
      verify: { expect: '2097152 — after the restart' },
    });
    const altered = input({}, {}, (row) => ({ ...row, isFromAlterSystem: true }));
    expect(planned('shared_buffers', altered).undo).toBe('ALTER SYSTEM SET "shared_buffers" = 16384;');
    expect(planned('work_mem', input())).toMatchObject({
      applies: 'reload',
      sql: `ALTER SYSTEM SET "work_mem" = '32MB';`,
    });
  });

  it('leaves alone what is within 5 %, and what is good all the same', () => {
    const workers = (now: number) =>
      planned('max_parallel_workers', input({ max_parallel_workers: now }), { ...LARGE, cores: 100 }).verdict;
    expect([workers(95), workers(94), workers(105), workers(106)]).toEqual([
      'keep',
      'change',
      'keep',
      'change',
    ]);
    const buffers = (ratio: number) =>
      planned('shared_buffers', input({ shared_buffers: (ratio * 64 * GIB) / 8_192 })).verdict;
    expect([buffers(0.14), buffers(0.15), buffers(0.4), buffers(0.41)]).toEqual([
      'change',
      'keep',
      'keep',
      'change',
    ]);
    expect(planned('max_locks_per_transaction', input({ max_locks_per_transaction: 2_048 })).verdict).toBe(
      'keep',
    );
    expect(planned('autovacuum_work_mem', input()).verdict).toBe('change');
    expect(planned('autovacuum_work_mem', input(), { ...LARGE, memoryBytes: 256 * GIB }).verdict).toBe(
      'keep',
    );
  });

  it('does not guess what was not answered: it asks', () => {
    const plan = resourcesPlan(input(), NOTHING);
    expect(plan.asks).toEqual(['memoryBytes', 'cores', 'diskKind']);
    expect(planned('shared_buffers', input(), NOTHING)).toMatchObject({
      verdict: 'unknown',
      advised: null,
      sql: null,
      asks: ['memoryBytes'],
      formula: expect.stringContaining('memory ÷ 4'),
    });
    expect(plan.memoryUse).toBeNull();
    expect(planned('jit', input(), NOTHING).verdict).toBe('change');
  });

  it('guesses memory and cores only from what somebody set', () => {
    expect(resourcesPlan(input(), NOTHING).hints).toEqual({ memoryBytes: null, cores: null });
    const set = input({ shared_buffers: (4 * GIB) / 8_192, max_parallel_workers: 12 });
    expect(resourcesPlan(set, NOTHING).hints).toEqual({ memoryBytes: 16 * GIB, cores: 12 });
  });

  it('offers only what this build names', () => {
    const without = input({ io_method: 'sync' }, {}, (row) =>
      row.name === 'default_toast_compression' ? { ...row, allowedValues: ['pglz'] } : row,
    );
    expect(planned('default_toast_compression', without).verdict).toBe('keep');
    expect(planned('io_method', without)).toMatchObject({
      verdict: 'change',
      sql: `ALTER SYSTEM SET "io_method" = 'worker';`,
    });
    expect(planned('io_method', input({ io_method: 'io_uring' })).verdict).toBe('keep');
    const older = resourcesPlan({ ...input(), settings: settings({ work_mem: 4_096 }) }, LARGE);
    expect(older.settings.map(({ name }) => name)).toEqual(['work_mem']);
  });

  it('takes the log as measured, once it was measured for an hour', () => {
    const wal = {
      generatedBytes: 3_600 * 20 * MIB,
      statsResetAt: new Date(NOW_MS - 3_600_000).toISOString(),
    } as Row<'wal'>;
    const values = { checkpoint_timeout: 300 };
    // 20 MiB/s × 300 s × 2 = 11.7 GiB.
    expect(plain(planned('max_wal_size', input(values, { wal })).advised)).toBe('12 GiB');
    const young = { ...wal, statsResetAt: new Date(NOW_MS - 3_599_000).toISOString() };
    expect(plain(planned('max_wal_size', input(values, { wal: young })).advised)).toBe('4 GiB');
  });

  it('says who wins over ALTER SYSTEM, and lists the overrides', () => {
    const onCommandLine = input({}, {}, (row) => ({ ...row, source: 'command line' }));
    expect(planned('shared_buffers', onCommandLine)).toMatchObject({
      verdict: 'elsewhere',
      sql: null,
      limits: expect.stringContaining('The command line'),
    });
    const overridden = input({}, { settingOverrides: [settingOverride({ roleName: 'report' })] });
    expect(planned('work_mem', overridden).overrides).toEqual(['role report in database app: 64MB']);
  });

  it('adds up what the server takes at most after the plan', () => {
    const use = resourcesPlan(input(), LARGE).memoryUse;
    expect(use).toMatchObject({ buffersBytes: 16 * GIB, connectionsBytes: 1_000 * MIB, fits: true });
    // 32 sessions × 2 nodes × 32 MiB × hash_mem_multiplier 2.
    expect(use?.workBytes).toBe(32 * 2 * 32 * MIB * 2);
    expect(resourcesPlan(input({ max_connections: 5_000 }), LARGE).memoryUse?.fits).toBe(false);
  });

  it('writes one script with what a reload is enough for first, and the lines of a file', () => {
    const script = resourcesScript(resourcesPlan(input(), LARGE).settings);
    const lines = script?.apply.split('\n') ?? [];
    const at = (text: string) => lines.findIndex((line) => line.startsWith(text));
    expect(at('ALTER SYSTEM SET "work_mem"')).toBeLessThan(at('-- These count after a restart'));
    expect(at('ALTER SYSTEM SET "shared_buffers"')).toBeGreaterThan(at('-- These count after a restart'));
    expect(lines).toContain('-- shared_buffers is 128 MiB (configuration file).');
    expect(at('SELECT pg_reload_conf();')).toBe(at('-- These count after a restart') - 1);
    expect(script?.lines).toContain(`shared_buffers = '16GB'  # restart`);
    expect(resourcesScript([])).toBeNull();
  });

  it('lets an answer win over the profile', () => {
    expect(machineOf({ memoryBytes: 1, cores: 2 }, { memoryBytes: 3 })).toEqual({
      memoryBytes: 3,
      cores: 2,
      diskKind: null,
      workload: null,
      diskBytes: null,
    });
  });

  it('gives the log no more than half of the disk', () => {
    const analytics = { ...LARGE, workload: 'analytics' as const };
    const advisedOn = (diskBytes: number | null, now = 1_024) =>
      planned('max_wal_size', input({ max_wal_size: now }), { ...analytics, diskBytes });
    expect(plain(advisedOn(null).advised)).toBe('16 GiB');
    expect(plain(advisedOn(20 * GIB).advised)).toBe('10 GiB');
    expect(plain(advisedOn(33 * GIB).advised)).toBe('16 GiB');
    expect(plain(advisedOn(GIB).advised)).toBe('1 GiB');
    // What is more than that already is lowered, and nothing else is.
    expect(advisedOn(20 * GIB, 20 * 1_024)).toMatchObject({ verdict: 'change' });
    expect(plain(advisedOn(60 * GIB, 40 * 1_024).advised)).toBe('30 GiB');
    expect(advisedOn(100 * GIB, 20 * 1_024)).toMatchObject({ verdict: 'keep' });
    const measured = {
      generatedBytes: 60 * 6 * GIB,
      statsResetAt: new Date(NOW_MS - 5 * 3_600_000).toISOString(),
    } as Row<'wal'>;
    const given = input({ checkpoint_timeout: 300 }, { wal: measured });
    expect(plain(planned('max_wal_size', given, { ...LARGE, diskBytes: 16 * GIB }).advised)).toBe('8 GiB');
  });

  it('raises what the workers of autovacuum share as it raises their number', () => {
    const limit = (values: Parameters<typeof input>[0], hasTimescale = true) =>
      planned(
        'autovacuum_vacuum_cost_limit',
        input(values, hasTimescale ? {} : { server: server({ major: 18, timescale: null }) }),
      );
    expect(limit({})).toMatchObject({
      verdict: 'change',
      sql: 'ALTER SYSTEM SET "autovacuum_vacuum_cost_limit" = 667;',
    });
    expect(limit({ vacuum_cost_limit: 2_000 })).toMatchObject({ advised: '6667' });
    expect(limit({ autovacuum_vacuum_cost_limit: 700 })).toMatchObject({ verdict: 'keep' });
    expect(limit({ autovacuum_vacuum_cost_delay: 0 })).toMatchObject({ verdict: 'keep' });
    expect(limit({}, false)).toMatchObject({ verdict: 'keep', advised: null });
  });
});
