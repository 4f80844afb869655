import { describe, expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { archiver, slot, wal } from '../testing/server-rows';
import { memorySetting } from '../testing/setting-rows';
import rule from './directory-large';

const GIB = 1_073_741_824;
const rows = (directoryBytes: number | null, over: Partial<Parameters<typeof rule.check>[0]> = {}) => ({
  wal: [wal({ directoryBytes })],
  settings: [memorySetting('max_wal_size', 1_024), memorySetting('wal_keep_size', 0)],
  replicationSlots: [],
  archiver: [archiver()],
  ...over,
});
const check = (...given: Parameters<typeof rows>) => expectFindings(rule.check(rows(...given), context()));

describe('wal/directory-large', () => {
  it('expects twice max_wal_size and what is kept on purpose', () => {
    expect(check(2 * GIB)).toEqual([]);
    expect(check(2 * GIB + 1)[0]).toMatchObject({
      severity: 'warning',
      facts: { directoryBytes: 2 * GIB + 1, expectedBytes: GIB },
    });
    const settings = [memorySetting('max_wal_size', 1_024), memorySetting('wal_keep_size', 4_096)];
    expect(check(10 * GIB, { settings })).toEqual([]);
    expect(check(10 * GIB + 1, { settings })).toHaveLength(1);
  });

  it('leaves a small log alone, of which twice is little', () => {
    const settings = [memorySetting('max_wal_size', 64)];
    expect(check(GIB, { settings })).toEqual([]);
    expect(check(2 * GIB, { settings })).toHaveLength(1);
  });

  it('is critical where it takes half of a disk that is known', () => {
    const on = (diskGib: number) =>
      expectFindings(rule.check(rows(5 * GIB), context({ profile: { diskBytes: diskGib * GIB } })))[0]
        ?.severity;
    expect(on(11)).toBe('warning');
    expect(on(10)).toBe('critical');
  });

  it('is critical from four times and ten gigabytes on where the disk is not known', () => {
    const over = 10e9;
    expect(check(GIB + over - 1)[0]?.severity).toBe('warning');
    expect(check(GIB + over)[0]?.severity).toBe('critical');
    const large = [memorySetting('max_wal_size', 8_192)];
    expect(check(32 * GIB, { settings: large })[0]?.severity).toBe('warning');
    expect(check(32 * GIB + 1, { settings: large })[0]?.severity).toBe('critical');
    const roomy = context({ profile: { diskBytes: 1_000 * GIB } });
    expect(expectFindings(rule.check(rows(40 * GIB), roomy))[0]?.severity).toBe('warning');
  });

  it('names what keeps it', () => {
    const kept = slot({ name: 'gone', retainedBytes: 4 * GIB });
    const late = archiver({ readyBytes: 3 * GIB });
    expect(check(5 * GIB, { replicationSlots: [slot(), kept], archiver: [late] })[0]?.detail).toContain(
      'slot gone',
    );
    expect(check(5 * GIB, { archiver: [late] })[0]?.detail).toContain('wait to be archived');
    expect(check(5 * GIB, { replicationSlots: null, archiver: null })[0]?.detail).toContain('Neither');
  });

  it('does not know what it may not list', () => {
    expect(rule.check(rows(null), context())).toHaveProperty('notRun');
    expect(rule.check(rows(1, { settings: [] }), context())).toHaveProperty('notRun');
    expect(rule.check(rows(1), context({ server: server({ engine: 'embedded' }) }))).toHaveProperty(
      'notApplicable',
    );
  });
});
