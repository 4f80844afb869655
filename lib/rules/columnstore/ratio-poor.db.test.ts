import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTimescale } from '@/lib/embedded/test-engines';
import { findings, run, tellAdviceStory } from '../testing/advice-story';
import rule from './ratio-poor';

let engine: Awaited<ReturnType<typeof startTimescale>>;

const profile = { byteThresholdRatio: 0.001 };
const COUNTERS = Array.from({ length: 12 }, (_, at) => `counter_${at}`);

beforeAll(async () => {
  engine = await startTimescale();
  /** Counters that grow with time, which compress well in its order and not at all in another. */
  const counters = (name: string, orderBy: string) => [
    `CREATE TABLE ${name} (time timestamptz NOT NULL, device int NOT NULL, "shuf ""fled" int NOT NULL, ${COUNTERS.map((column) => `${column} bigint`).join(', ')})`,
    `SELECT create_hypertable('${name}', by_range('time', INTERVAL '1 day'), create_default_indexes => false)`,
    `ALTER TABLE ${name} SET (timescaledb.enable_columnstore, timescaledb.segmentby = 'device', timescaledb.orderby = '${orderBy}')`,
    `INSERT INTO ${name} SELECT now() - i * interval '20 seconds', i % 2, (hashint8(i) & 1048575), ${COUNTERS.map((_, at) => `i * ${10 ** 9} * ${at + 1}`).join(', ')} FROM generate_series(1, 20000::bigint) i`,
    `SELECT compress_chunk(c) FROM show_chunks('${name}', older_than => interval '1 day') c`,
  ];
  await run(engine.url, [
    ...counters('"count.ers"', '"shuf ""fled"'),
    ...counters('healthy', 'time DESC'),
    `CREATE TABLE secrets (time timestamptz NOT NULL, key bytea)`,
    `SELECT create_hypertable('secrets', by_range('time', INTERVAL '1 day'), create_default_indexes => false)`,
    `ALTER TABLE secrets SET (timescaledb.enable_columnstore, timescaledb.segmentby = '', timescaledb.orderby = 'time DESC')`,
    `INSERT INTO secrets SELECT now() - i * interval '20 seconds', (SELECT string_agg(decode(md5(i || ' ' || k), 'hex'), '') FROM generate_series(1, 10) k) FROM generate_series(1, 12000) i`,
    `SELECT compress_chunk(c) FROM show_chunks('secrets', older_than => interval '1 day') c`,
    'ANALYZE',
  ]);
});
afterAll(() => engine?.stop());

describe('columnstore/ratio-poor on a real engine', () => {
  it('finds the shuffled and the incompressible, and gives SQL for the one that an order helps', async () => {
    const found = await findings(engine.url, rule, profile);
    expect(found.map(({ subject, advice }) => [subject.at(-1), advice !== undefined])).toEqual([
      ['count.ers', true],
      ['secrets', false],
    ]);
  });

  it('orders by time, and back', async () => {
    const finding = await tellAdviceStory({
      url: engine.url,
      rule,
      subject: ['public', 'count.ers'],
      profile,
    });
    expect(finding.facts.columnstoreRatio).toBeLessThan(2);
    expect(finding.advice?.steps[0]?.sql).toContain(`timescaledb.orderby = '"time" DESC'`);
  });
});
