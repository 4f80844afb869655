import { describe, expect, it } from 'vitest';
import { AUTOVACUUM_DEFAULTS } from '../testing/autovacuum-defaults';
import { context, server } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { database } from '../testing/server-rows';
import { settings } from '../testing/setting-rows';
import { table } from '../testing/table-rows';
import rule from './multixact-age';

type Artifacts = Parameters<typeof rule.check>[0];

const look = (over: Partial<Artifacts>, major = 17) =>
  rule.check(
    { databases: [database()], settings: settings(AUTOVACUUM_DEFAULTS), tables: [table()], ...over },
    context({ server: server({ major }) }),
  );
const at = (multixactAge: number, over: Partial<Artifacts> = {}, major = 17) =>
  expectFindings(look({ databases: [database({ multixactAge })], ...over }, major));

describe('vacuum/multixact-age', () => {
  it('warns past half a billion, and past a quarter more than a larger setting', () => {
    expect(at(500_000_000)).toEqual([]);
    expect(at(500_000_001)[0]).toMatchObject({ subject: ['app'], severity: 'warning' });
    const later = settings({ ...AUTOVACUUM_DEFAULTS, autovacuum_multixact_freeze_max_age: 600_000_000 });
    expect(at(750_000_000, { settings: later })).toEqual([]);
    expect(at(750_000_001, { settings: later })).toHaveLength(1);
  });

  it('is critical from a billion on, and says what the server does then', () => {
    expect(at(999_999_999)[0]?.severity).toBe('warning');
    expect(at(1_000_000_000)[0]?.severity).toBe('critical');
    expect(at(1_600_000_000)[0]?.detail).toContain('without pauses');
    expect(at(1_600_000_000, {}, 13)[0]?.detail).toContain('does not hurry');
    expect(at(2_107_000_000)[0]?.detail).toContain('refuse every statement');
  });

  it('freezes the oldest tables of this database, and those only', () => {
    const tables = [
      table({ name: 'old', multixactAge: 600_000_000 }),
      table({ name: 'older', multixactAge: 700_000_000 }),
      table({ name: 'young' }),
      table({ name: 'parent', kind: 'partitioned', multixactAge: null }),
    ];
    expect(at(700_000_000, { tables })[0]?.advice?.steps[0]?.sql).toBe(
      'VACUUM (FREEZE) "public"."older", "public"."old";',
    );
    expect(at(700_000_000, { tables: null })[0]).toMatchObject({ facts: { oldTables: null } });
    const elsewhere = [
      database({ name: 'template0', isCurrent: false, allowsConnections: false, multixactAge: 600_000_000 }),
    ];
    const [finding] = expectFindings(look({ databases: elsewhere, tables }));
    expect(finding).toMatchObject({ subject: ['template0'], facts: { oldTables: null } });
    expect(finding).not.toHaveProperty('advice');
    expect(finding?.detail).toContain('Nobody can connect');
  });

  it('does not run without the setting', () => {
    expect(look({ settings: [] })).toHaveProperty('notRun');
    const embedded = context({ server: server({ engine: 'embedded' }) });
    expect(rule.check({ databases: [], settings: [], tables: null }, embedded)).toHaveProperty(
      'notApplicable',
    );
  });
});
