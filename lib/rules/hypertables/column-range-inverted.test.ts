import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { catalogDefect, hypertable } from '../testing/hypertable-rows';
import { settings } from '../testing/setting-rows';
import rule from './column-range-inverted';

type Artifacts = Parameters<typeof rule.check>[0];
const run = (
  catalogDefects: Artifacts['catalogDefects'],
  over: Partial<Artifacts> = {},
  version: Parameters<typeof timescale>[0] = '2.23.0',
) =>
  rule.check(
    { hypertables: [hypertable()], catalogDefects, settings: [], settingOverrides: [], ...over },
    context({ server: server({ timescale: timescale(version) }) }),
  );
const inverted = (chunk: number, column = 'device') =>
  catalogDefect({
    kind: 'column-range-inverted',
    name: `_hyper_1_${chunk}_chunk`,
    other: column,
    isChild: null,
    estimatedRows: null,
    totalBytes: null,
  });
const check = (...given: Parameters<typeof run>) => expectFindings(run(...given));

describe('hypertables/column-range-inverted', () => {
  it('is quiet without any, and about the other defects', () => {
    expect(check([])).toEqual([]);
    expect(check([catalogDefect()])).toEqual([]);
  });

  it('is critical where chunk skipping is on, and a warning where no setting tells', () => {
    expect(check([inverted(1)])[0]).toMatchObject({ subject: ['public', 'metrics'], severity: 'warning' });
    const on = { settings: settings({ 'timescaledb.enable_chunk_skipping': 'on' }) };
    expect(check([inverted(1)], on)[0]?.severity).toBe('critical');
    expect(check([inverted(1)], { settings: null, settingOverrides: null })[0]?.severity).toBe('warning');
  });

  it('counts chunks, not their columns, and converts each to and fro', () => {
    const [found] = check([inverted(1), inverted(1, 'site'), inverted(2)]);
    expect(found).toMatchObject({
      facts: { invertedChunks: 2 },
      advice: { verify: { expect: expect.stringMatching(/^0 /) }, deletesData: false },
    });
    expect(found?.detail).toContain('a range of device, site that');
    expect(found?.advice?.steps.map(({ sql }) => sql)).toEqual([
      `CALL convert_to_rowstore('"_timescaledb_internal"."_hyper_1_1_chunk"');`,
      `CALL convert_to_columnstore('"_timescaledb_internal"."_hyper_1_1_chunk"');`,
      `CALL convert_to_rowstore('"_timescaledb_internal"."_hyper_1_2_chunk"');`,
      `CALL convert_to_columnstore('"_timescaledb_internal"."_hyper_1_2_chunk"');`,
    ]);
  });

  it('takes five chunks a run, and says how many are left', () => {
    const [found] = check([1, 2, 3, 4, 5, 6].map((chunk) => inverted(chunk)));
    expect(found?.advice?.steps).toHaveLength(10);
    expect(found?.advice?.verify.expect).toMatch(/^1 /);
  });

  it('speaks of compression before 2.18, and does not apply before 2.16', () => {
    expect(check([inverted(1)], {}, '2.17.2')[0]?.advice?.steps[0]?.sql).toContain('decompress_chunk');
    expect(run([], {}, '2.15.3')).toHaveProperty('notApplicable');
  });

  it('says not-run, not passed, when the catalog could not be read', () => {
    expect(runRule(rule, snapshotOf({ hypertables: [hypertable()] }), NOW_MS, {}).outcome.status).toBe(
      'not-run',
    );
  });
});
