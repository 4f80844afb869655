import { collect, type Tier } from '@/lib/collect/collector';
import { type ArtifactName, collectors } from '@/lib/collect/snapshot';
import { type Database, openDatabase } from '@/lib/db/database';
import { probeServer, type ServerFacts } from '@/lib/db/server';
import { TIERS } from '@/lib/monitor/tiers';
import { startManyTables } from './many-tables';
import type { Measure } from './measure';
import { interleavedMedians } from './median';
import { serverClock } from './server-clock';

const SCHEMAS = 200;
const MAJORS = [18, 13];
const MEASURED: readonly Tier[] = ['live', 'standard', 'catalog', 'exact'];

/**
 * The tiers on servers with 2,000 tables in 200 schemas: each collector has to keep the budget of its tier, and all that
 * come every minute have to keep it together.
 */
export async function measureTierBudgets(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const major of MAJORS) {
    const server = await startManyTables({ major, schemas: SCHEMAS });
    const database = openDatabase({ url: server.url });
    try {
      const facts = await probeServer(database);
      const at = `PostgreSQL ${major}, ${server.tables} tables in ${SCHEMAS} schemas`;
      measures.push(...(await measureTiers(database, facts, server.url, at, TIERS)));
    } finally {
      await database.close();
      await server.stop();
    }
  }
  return measures;
}

/** Of each tier the collector that takes longest, and all of them together: on the server, and until it was read here. */
export async function measureTiers(
  database: Database,
  facts: ServerFacts,
  url: string,
  at: string,
  budgets?: typeof TIERS,
): Promise<Measure[]> {
  const names = (Object.keys(collectors) as ArtifactName[]).filter(
    (name) => typeof collectors[name].sql(facts) === 'string',
  );
  const runs = names.map((name): [string, () => Promise<unknown>] => [
    name,
    async () => {
      const artifact = await collect<unknown>(database, facts, collectors[name]);
      if (artifact.status !== 'ok') throw new Error(`${name}: ${artifact.reason}`);
    },
  ]);
  const wall = () => performance.now();
  const clock = await serverClock(url);
  const medians = await interleavedMedians(Object.fromEntries(runs), { wall, server: clock ?? wall });
  return MEASURED.flatMap((tier): Measure[] => {
    const own = names.filter((name) => collectors[name].tier === tier);
    const ms = (name: string) => medians.server[name] ?? Number.NaN;
    const [slowest = ''] = own.toSorted((a, b) => ms(b) - ms(a));
    const sum = (of: Readonly<Record<string, number>>) =>
      own.reduce((total, name) => total + (of[name] ?? Number.NaN), 0);
    const limit = budgets && { budget: { atMost: budgets[tier].budgetMs } };
    return [
      { name: `${tier}: its dearest, ${slowest}`, value: ms(slowest), unit: 'ms', note: at, ...limit },
      {
        name: `${tier}: all ${own.length}`,
        value: sum(medians.server),
        unit: 'ms',
        note: at,
        ...(tier === 'standard' && limit),
      },
      {
        name: `${tier}: all ${own.length}, until they are read here`,
        value: sum(medians.wall),
        unit: 'ms',
        note: at,
      },
    ];
  });
}
