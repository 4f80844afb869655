import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { context, NOW_MS } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { settings } from '../testing/setting-rows';
import { statement, statementTracking } from '../testing/statement-rows';
import rule from './temp-heavy';

const GIB = 1_073_741_824;
const hoursAgo = (hours: number) => new Date(NOW_MS - hours * 3_600_000).toISOString();
/** So many bytes through temporary files within ten hours. */
const spilling = (bytes: number, over: Partial<Row<'statements'>> = {}) =>
  statement("SELECT 'ours' FROM readings ORDER BY value", {
    temporaryBlocksWritten: bytes / 8_192,
    calls: 100,
    statsResetAt: hoursAgo(10),
    ...over,
  });
const workMemory = (kilobytes: number) =>
  settings({ work_mem: kilobytes }).map((row) => ({ ...row, unit: 'kB' }));
const check = (
  statements: Row<'statements'>[],
  over: { memory?: number; profile?: { byteThresholdRatio: number } } = {},
) =>
  rule.check(
    {
      statements,
      statementTracking: [statementTracking()],
      settings: over.memory === undefined ? null : workMemory(over.memory),
    },
    context({ profile: over.profile ?? {} }),
  );
const found = (...args: Parameters<typeof check>) => expectFindings(check(...args));

describe('queries/temp-heavy', () => {
  it('is quiet where nothing goes through temporary files', () => {
    expect(found([statement('SELECT 1')])).toEqual([]);
  });

  it('finds what writes a gigabyte an hour, with its window, and no literal', () => {
    const findings = found([spilling(20 * GIB)], { memory: 4_096 });
    expect(findings).toMatchObject([
      {
        subject: ['1', 'app'],
        severity: 'warning',
        facts: {
          temporaryBytesPerHour: 2 * GIB,
          temporaryBytesPerCall: Math.round(GIB / 5),
          workMemoryBytes: 4_194_304,
          calls: 100,
          windowSeconds: 36_000,
        },
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain('ours');
  });

  it('begins at a gigabyte an hour, or at a hundred times work_mem, as large as the profile models', () => {
    expect(found([spilling(10 * GIB)])).toHaveLength(1);
    expect(found([spilling(10 * GIB - 8_192 * 10)])).toEqual([]);
    expect(found([spilling(10 * GIB)], { memory: 10_485 })).toHaveLength(1);
    expect(found([spilling(10 * GIB)], { memory: 10_486 })).toEqual([]);
    expect(found([spilling(GIB / 100)], { profile: { byteThresholdRatio: 0.001 } })).toHaveLength(1);
  });

  it('counts from when the entry began, and waits for an hour of it', () => {
    expect(found([spilling(GIB, { statsSince: hoursAgo(1) })])).toHaveLength(1);
    expect(check([spilling(GIB, { statsSince: hoursAgo(0.99) })])).toMatchObject({ isWaiting: true });
    expect(check([spilling(20 * GIB, { statsResetAt: null })])).toHaveProperty('notRun');
    expect(check([spilling(20 * GIB, { statsResetAt: null })])).not.toHaveProperty('isWaiting');
  });

  it('does not know where statements of others that spill are hidden', () => {
    const hidden = spilling(8_192, { queryId: null, query: null, roleName: null });
    expect(check([hidden])).toEqual({
      notRun: '1 statement of other roles cannot be told apart: grant pg_read_all_stats',
    });
    expect(check([hidden, spilling(1)])).toHaveProperty('notRun');
    expect(found([hidden, spilling(20 * GIB)])).toHaveLength(1);
    expect(found([{ ...hidden, temporaryBlocksWritten: 0 }])).toEqual([]);
  });

  it('speaks of single statements only', () => {
    expect(found([spilling(99 * GIB, { isRemainder: true, queryId: null })])).toEqual([]);
    expect(found([spilling(99 * GIB, { calls: 0 })])[0]?.facts.temporaryBytesPerCall).toBeNull();
  });
});
