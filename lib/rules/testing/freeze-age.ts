import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '@/lib/collect/snapshot';
import { freshDatabase } from '@/lib/embedded/test-engines';
import { type SubjectTrend, trendsOf } from '../trends';
import type rule from '../vacuum/xid-age';
import { findings, run } from './advice-story';
import { AUTOVACUUM_DEFAULTS } from './autovacuum-defaults';
import { context, server, trend } from './context';
import { expectFindings } from './expect-findings';
import { database } from './server-rows';
import { settings } from './setting-rows';
import { table } from './table-rows';

/** The two rules about ids that run out differ in the ids: where their age stands, and when autovacuum sets out. */
type Rule = typeof rule;
type Age = 'xidAge' | 'multixactAge';
type Artifacts = Parameters<Rule['check']>[0];

export function testFreezeAge(rule: Rule, age: Age, setting: keyof typeof AUTOVACUUM_DEFAULTS): void {
  const look = (over: Partial<Artifacts>, major = 17) =>
    rule.check(
      { databases: [database()], settings: settings(AUTOVACUUM_DEFAULTS), tables: [table()], ...over },
      context({ server: server({ major }) }),
    );
  const at = (ids: number, over: Partial<Artifacts> = {}, major = 17) =>
    expectFindings(look({ databases: [database({ [age]: ids })], ...over }, major));

  describe(rule.meta.id, () => {
    it('warns past half a billion, and past a quarter more than a larger setting', () => {
      expect(at(500_000_000)).toEqual([]);
      expect(at(500_000_001)[0]).toMatchObject({ subject: ['app'], severity: 'warning' });
      const later = settings({ ...AUTOVACUUM_DEFAULTS, [setting]: 600_000_000 });
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
        table({ name: 'old', [age]: 600_000_000 }),
        table({ name: 'older', [age]: 700_000_000 }),
        table({ name: 'young' }),
        table({ name: 'parent', kind: 'partitioned', [age]: null }),
      ];
      expect(at(700_000_000, { tables })[0]?.advice?.steps[0]?.sql).toBe(
        'VACUUM (FREEZE) "public"."older", "public"."old";',
      );
      expect(at(700_000_000, { tables: null })[0]).toMatchObject({ facts: { oldTables: null } });
      const elsewhere = [
        database({ name: 'template0', isCurrent: false, allowsConnections: false, [age]: 600_000_000 }),
      ];
      const [finding] = expectFindings(look({ databases: elsewhere, tables }));
      expect(finding).toMatchObject({ subject: ['template0'], facts: { oldTables: null } });
      expect(finding).not.toHaveProperty('advice');
      expect(finding?.detail).toContain('Nobody can connect');
    });

    it('counts the days at the pace of the database that was not frozen meanwhile', () => {
      const metric = age === 'xidAge' ? 'databaseXidAge' : 'databaseMultixactAge';
      const paced = (subject: string, hours: 24 | 168, perDay: number) =>
        trend(metric, 0, { subject, hours, last: (perDay * hours) / 24, windowSeconds: hours * 3_600 });
      const judged = (...paces: SubjectTrend[]) => {
        const databases = [database({ [age]: 147_483_648 + 1_000_000_000 }), database({ name: 'template0' })];
        const artifacts = { databases, settings: settings(AUTOVACUUM_DEFAULTS), tables: null };
        return expectFindings(rule.check(artifacts, context({ trends: trendsOf(paces) })))[0];
      };
      expect(judged(paced('app', 24, -5), paced('template0', 24, 20_000_000))?.facts.daysLeft).toBe(50);
      const weekly = judged(paced('template0', 24, 20_000_000), paced('template0', 168, 10_000_000));
      expect(weekly?.facts.daysLeft).toBe(100);
      expect(weekly?.detail).toContain('which is 100 days away at the pace of the last week');
      expect(judged()?.facts.daysLeft).toBeNull();
      expect(judged(paced('app', 24, 0))?.facts.daysLeft).toBeNull();
    });

    it('does not run without the setting', () => {
      expect(look({ settings: [] })).toHaveProperty('notRun');
      const embedded = context({ server: server({ engine: 'embedded' }) });
      expect(rule.check({ databases: [], settings: [], tables: null }, embedded)).toHaveProperty(
        'notApplicable',
      );
    });
  });
}

export function tellFreezeStory(rule: Rule, age: Age, major: Parameters<typeof freshDatabase>[0]): void {
  let engine: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => {
    engine = await freshDatabase(major);
    await run(engine.url, ['CREATE TABLE "odd ""name" (id int PRIMARY KEY)', 'CREATE TABLE other (id int)']);
  });
  afterAll(() => engine?.stop());

  describe(`${rule.meta.id} on a real engine`, () => {
    it('finds the database and template0, and freezes the tables that it names', async () => {
      expect(await findings(engine.url, rule)).toEqual([]);
      const found = await findings(engine.url, rule, {}, (snapshot) => aged(snapshot, age));
      expect(found.map(({ subject }) => subject[0]).sort()).toEqual([
        'template0',
        expect.stringMatching(/^test_/),
      ]);
      const advice = found.find(({ subject }) => subject[0] !== 'template0')?.advice;
      expect(advice?.steps.map(({ sql }) => sql)).toEqual([
        'VACUUM (FREEZE) "public"."odd ""name", "public"."other";',
      ]);
      await run(engine.url, advice?.steps.map(({ sql }) => sql) ?? []);
      expect((await run(engine.url, [advice?.verify.sql ?? '']))?.rows).toEqual([{ count: '0' }]);
    });
  });
}

/** No test can use half a billion ids: the tables are real, and so is the database; their age is written beside them. */
function aged({ artifacts, ...snapshot }: Snapshot, age: Age): Snapshot {
  const { databases, tables } = artifacts;
  if (databases?.status !== 'ok' || tables?.status !== 'ok') throw new Error('not read');
  const isAged = ({ isCurrent, name }: (typeof databases.rows)[number]) => isCurrent || name === 'template0';
  return {
    ...snapshot,
    artifacts: {
      ...artifacts,
      databases: {
        ...databases,
        rows: databases.rows.map((row) => (isAged(row) ? { ...row, [age]: 600_000_000 } : row)),
      },
      tables: { ...tables, rows: tables.rows.map((row) => ({ ...row, [age]: 600_000_000 })) },
    },
  };
}
