import { describe, expect, it } from 'vitest';
import { NOW_MS, timescale } from '@/lib/rules/testing/context';
import {
  aggregate,
  aggregateHypertable,
  chunk,
  compressedChunk,
  dailyChunks,
  hypertable,
} from '@/lib/rules/testing/hypertable-rows';
import { policy, refresh, retention } from '@/lib/rules/testing/job-rows';
import { type PlanInput, policyPlans } from './policy-plan';
import type { Answers } from './resolve';

const DAY = 86_400;
const days = (count: number) => count * DAY * 1_000_000;
const asIs: Answers = { keep: () => undefined };
const family = { hypertables: [hypertable(), aggregateHypertable()], continuousAggregates: [aggregate()] };
const plan = (over: Partial<PlanInput> = {}, answers: Answers = asIs) => {
  const [one, ...others] = policyPlans(
    {
      ...family,
      chunks: dailyChunks(40, chunk),
      policies: [policy(), retention(), refresh()],
      timescale: timescale(),
      nowMs: NOW_MS,
      lateUnits: () => null,
      ...over,
    },
    answers,
  );
  if (!one || others.length > 0) throw new Error('expected one family');
  return one;
};
/** Each conflict of it with what is done about it. */
const told = (one: ReturnType<typeof plan>) =>
  one.conflicts.map(({ name, what, resolvedBy }) =>
    `${name}: ${what} → ${resolvedBy}`.replaceAll('\u00a0', ' '),
  );
const wanted = (one: ReturnType<typeof plan>) =>
  Object.fromEntries(one.lines.map((line) => [`${line.member.hypertable.name} ${line.kind}`, line.wanted]));

describe('the plan of policies', () => {
  it('leaves alone what does not conflict', () => {
    const one = plan();
    expect(one).toMatchObject({ conflicts: [], script: null, whyNot: null, dryRuns: [] });
    expect(wanted(one)).toEqual({
      'metrics columnstore': days(7),
      'metrics retention': days(90),
      'metrics_hourly refresh': { start: days(7), end: 3_600_000_000, scheduleSeconds: 3_600 },
    });
  });

  it('keeps a refresh out of what is dropped, one bucket inside', () => {
    const one = plan({
      policies: [refresh(), retention({ afterSeconds: 5 * DAY, config: { drop_after: '5 days' } })],
    });
    expect(told(one)).toEqual([
      'metrics: Its columnstore is on, and no policy converts chunks. → Chunks are converted after 2 d 12 h.',
      'metrics_hourly: Its refresh reaches back 7 d, and what it reads is dropped after 5 d: buckets of dropped rows are deleted. → The refresh starts 4 d 23 h ago, one bucket inside of it.',
    ]);
    expect(one.script?.apply).toContain(`config || '{"start_offset":"119 hours"}'::jsonb)`);
    expect(one.script?.undo).toContain('"start_offset":"7 days"');
    expect(one.script?.apply).not.toContain('drop');
  });

  it('gives an open refresh both ends, and leaves one that no window fits to a person', () => {
    const open = refresh({
      startOffsetSeconds: null,
      endOffsetSeconds: null,
      config: { mat_hypertable_id: 2, start_offset: null, end_offset: null },
    });
    const one = plan({ policies: [policy(), retention(), open] });
    expect(told(one)).toEqual([
      expect.stringContaining('→ It ends 1 h ago.'),
      expect.stringContaining('to the first row, and what it reads is dropped after 90 d'),
    ]);
    expect(wanted(one)['metrics_hourly refresh']).toMatchObject({ start: days(90) - 3_600_000_000 });
    const short = retention({ afterSeconds: 2 * 3_600, config: { drop_after: '02:00:00' } });
    expect(plan({ policies: [short, open] }).conflicts.map(({ resolvedBy }) => resolvedBy)).toContain(null);
  });

  it('converts before it drops, and not before rows have stopped to arrive', () => {
    const late = (after: number, drop: number) =>
      plan({
        policies: [policy({ afterSeconds: after * DAY }), retention({ afterSeconds: drop * DAY })],
        hypertables: [hypertable()],
        continuousAggregates: [],
        lateUnits: () => days(10),
      });
    expect(wanted(late(30, 24))['metrics columnstore']).toBe(days(12));
    expect(late(30, 24).conflicts[0]?.what).toContain('none is ever converted');
    expect(wanted(late(7, 90))['metrics columnstore']).toBe(days(10));
    expect(late(7, 90).conflicts[0]?.what).toContain('Rows arrive up to 10\u00a0d late');
    // Ten days are more than half of what is kept.
    expect(late(7, 19)).toMatchObject({ script: null, conflicts: [{ resolvedBy: null }] });
    expect(late(10, 90).conflicts).toEqual([]);
  });

  it('tells how late rows arrive by the converted chunks that were written to since', () => {
    const chunks = (partial: number) =>
      dailyChunks(40, (over) => compressedChunk({ ...over, isPartial: (over.chunkId ?? 0) > 40 - partial }));
    const lateOf = (count: number) => plan({ chunks: chunks(count) }).late;
    expect(lateOf(0).units).toBe(0);
    expect(lateOf(1)).toMatchObject({ units: 0, basis: expect.stringContaining('single corrections') });
    expect(lateOf(10).units).toBe(days(8));
    // The same answer all day long, not one that grows by the second.
    const soon = (hours: number) =>
      plan({ chunks: chunks(10), nowMs: NOW_MS + hours * 3_600_000 }).late.units;
    expect([soon(1), soon(24), soon(25)]).toEqual([days(9), days(9), days(10)]);
    expect(plan({ chunks: dailyChunks(3) }).late.units).toBeNull();
  });

  it('does not know how late rows arrive where no run converts such chunks again', () => {
    const chunks = dailyChunks(40, (over) =>
      compressedChunk({ ...over, isPartial: (over.chunkId ?? 0) > 30 }),
    );
    const late = (...policies: readonly ReturnType<typeof policy>[]) => plan({ chunks, policies }).late;
    expect(late(policy()).units).toBe(days(8));
    expect(late(policy({ recompresses: false }))).toMatchObject({
      units: null,
      basis: expect.stringContaining('told not to convert'),
    });
    expect(late(policy({ scheduled: false }))).toMatchObject({
      units: null,
      basis: expect.stringContaining('is paused'),
    });
    expect(late().units).toBeNull();
    // Whatever the policy does, what history has seen is seen.
    expect(plan({ chunks, policies: [], lateUnits: () => days(2) }).late.units).toBe(days(2));
    // And what was not written to was not written to late.
    const untouched = dailyChunks(40, compressedChunk);
    expect(plan({ chunks: untouched, policies: [policy({ scheduled: false })] }).late.units).toBe(0);
  });

  it('looks at every refresh policy of an aggregate, and widens none into another', () => {
    const near = refresh({ startOffsetSeconds: 2 * DAY, config: { start_offset: '2 days' } });
    const far = refresh({
      jobId: 1_003,
      startOffsetSeconds: 30 * DAY,
      endOffsetSeconds: 2 * DAY,
      config: { mat_hypertable_id: 2, start_offset: '30 days', end_offset: '2 days' },
    });
    const both = (kept: number, late: number | null) =>
      plan({
        policies: [
          policy({ afterSeconds: 21 * DAY }),
          retention({ afterSeconds: kept * DAY, config: { drop_after: `${kept} days` } }),
          near,
          far,
        ],
        lateUnits: () => late,
      });
    const starts = (one: ReturnType<typeof plan>) =>
      one.lines.flatMap((line) =>
        line.kind === 'refresh' ? [[line.present?.jobId, line.wanted?.start]] : [],
      );
    expect(told(both(25, null))).toEqual([
      'metrics_hourly: Its refresh reaches back 30 d, and what it reads is dropped after 25 d: buckets of dropped rows are deleted. → The refresh starts 24 d 23 h ago, one bucket inside of it.',
    ]);
    expect(starts(both(25, null))).toEqual([
      [1_003, days(25) - 3_600_000_000],
      [1_002, days(2)],
    ]);
    expect(both(25, null).script?.verify.sql).toContain('AND job_id = 1003');
    // What comes twenty days late gets into the one that reaches back thirty.
    expect(both(90, days(20)).conflicts).toEqual([]);
    expect(starts(both(90, days(40)))).toEqual([
      [1_003, days(40) + 3_600_000_000],
      [1_002, days(2)],
    ]);
  });

  it('converts no sooner than the furthest refresh reaches, and narrows each that cannot wait', () => {
    const hypertables = [hypertable(), aggregateHypertable({ columnstoreEnabled: true })];
    const near = refresh({ startOffsetSeconds: 2 * DAY, config: { start_offset: '2 days' } });
    const far = (startOffsetSeconds: number | null) =>
      refresh({ jobId: 1_003, startOffsetSeconds, endOffsetSeconds: 2 * DAY, config: { start_offset: 'x' } });
    const own = policy({ jobId: 1_004, hypertableId: 2, afterSeconds: 3 * DAY });
    const waits = plan({ hypertables, policies: [policy(), near, far(30 * DAY), own] });
    expect(wanted(waits)['metrics_hourly columnstore']).toBe(days(30) + 3_600_000_000);
    const narrowed = plan({ hypertables, policies: [policy(), near, far(null), own] });
    expect(narrowed.lines.flatMap((line) => (line.kind === 'refresh' ? [line.wanted?.start] : []))).toEqual([
      days(3) - 3_600_000_000,
      days(2),
    ]);
  });

  it('refreshes first what policies that it adds would pass over, an aggregate before those above it', () => {
    const empty = { watermarkUnits: null, isNeverMaterialized: true };
    const daily = aggregate({ ...empty, hypertableId: 3, name: 'metrics_daily', sourceHypertableId: 2 });
    const hypertables = [
      ...family.hypertables,
      aggregateHypertable({ hypertableId: 3, name: 'metrics_daily' }),
    ];
    const fills = (first: ReturnType<typeof aggregate>, policies: PlanInput['policies']) =>
      plan({ hypertables, continuousAggregates: [first, daily], policies }).fills.map(
        (sql) => /"public"\."(\w+)"', (NULL|')/.exec(sql)?.slice(1).join(' ') ?? sql,
      );
    const unfilled = aggregate(empty);
    const both = fills(unfilled, [policy()]);
    expect(both[0]).toBe('metrics_hourly NULL');
    expect(both.filter((fill) => fill === 'metrics_daily NULL')).toHaveLength(1);
    expect(both.indexOf('metrics_daily NULL')).toBe(both.length / 2);
    // One with a policy holds nothing yet: there is nothing to fill another from.
    expect(fills(unfilled, [policy(), refresh()])).toEqual([]);
    expect(plan().fills).toEqual([]);
  });

  it('keeps a refresh that reaches into its own columnstore apart from it', () => {
    const hypertables = [hypertable(), aggregateHypertable({ columnstoreEnabled: true })];
    const own = policy({ jobId: 1_003, hypertableId: 2, afterSeconds: 3 * DAY });
    const one = plan({ hypertables, policies: [refresh(), own, policy()] });
    expect(wanted(one)['metrics_hourly columnstore']).toBe(days(7) + 3_600_000_000);
    expect(one.conflicts[0]?.what).toContain('into chunks that are converted after 3\u00a0d');
  });

  it('narrows a refresh where its columnstore cannot wait for it, unless rows arrive too late for that', () => {
    const hypertables = [hypertable(), aggregateHypertable({ columnstoreEnabled: true })];
    const own = policy({ jobId: 1_003, hypertableId: 2, afterSeconds: 3 * DAY });
    const open = refresh({ startOffsetSeconds: null, config: { start_offset: null } });
    const met = (over: Partial<PlanInput>) => plan({ hypertables, policies: [open, own, policy()], ...over });
    // An open refresh reaches everything: no age is late enough. Three days, less the hour until it runs again.
    const narrowed = met({});
    expect(wanted(narrowed)['metrics_hourly columnstore']).toBe(days(3));
    expect(wanted(narrowed)['metrics_hourly refresh']).toMatchObject({ start: days(3) - 3_600_000_000 });
    expect(told(narrowed)).toEqual([
      'metrics_hourly: Its refresh reaches back to the first row, into chunks that are converted after 3 d: they are decompressed and converted again. → The refresh starts 2 d 23 h ago, before chunks are converted. Rows that arrive later than that are not taken over.',
    ]);
    // No room to convert later: what is kept is dropped after ten days, and half of it is to be converted.
    const short = retention({ hypertableId: 2, afterSeconds: 10 * DAY, config: { drop_after: '10 days' } });
    const kept = met({ policies: [refresh(), own, policy(), short] });
    expect(wanted(kept)['metrics_hourly refresh']).toMatchObject({ start: days(3) - 3_600_000_000 });
    const late = met({ policies: [open, own, policy()], lateUnits: () => days(4) });
    expect(told(late).find((line) => line.startsWith('metrics_hourly'))).toContain('→ null');
    expect(wanted(late)['metrics_hourly refresh']).toMatchObject({ start: null });
    // Two buckets at least, and no gap between two runs.
    const soon = policy({ jobId: 1_003, hypertableId: 2, afterSeconds: 3 * 3_600 });
    expect(told(met({ policies: [open, soon, policy()] }))[0]).toContain('→ null');
  });

  it('refreshes often enough to leave no gap', () => {
    const seldom = refresh({ startOffsetSeconds: 3 * DAY, scheduleIntervalSeconds: 7 * DAY });
    const one = plan({ policies: [policy(), seldom] });
    expect(told(one)[0]).toContain('→ Every 1 d 11 h.');
    expect(one.script?.apply).toContain(`schedule_interval => INTERVAL '2130 minutes'`);
    expect(one.script?.undo).toContain(`schedule_interval => INTERVAL '7 days'`);
  });

  it('adds what is missing, for aggregates above aggregates too', () => {
    const daily = aggregate({
      hypertableId: 3,
      name: 'metrics_daily',
      sourceHypertableId: 2,
      bucketWidth: '1 day',
      bucketSeconds: DAY,
    });
    const one = plan({
      hypertables: [...family.hypertables, aggregateHypertable({ hypertableId: 3, name: 'metrics_daily' })],
      continuousAggregates: [aggregate(), daily],
      policies: [refresh()],
    });
    expect(one.conflicts.map(({ name }) => name)).toEqual(['metrics', 'metrics_daily']);
    expect(one.script?.apply).toContain('CALL add_columnstore_policy');
    expect(one.script?.apply).toContain(`add_continuous_aggregate_policy('"public"."metrics_daily"'`);
    expect(one.script?.verify.expect).toMatch(/^2 — /);
  });

  it('deletes nothing unless the answer says so, and then shows what', () => {
    expect(plan({ policies: [refresh()] }).lines.some(({ kind }) => kind === 'retention')).toBe(false);
    const keep = (count: number): Answers => ({
      keep: ({ hypertable: { name } }) => (name === 'metrics' ? days(count) : undefined),
    });
    const one = plan({ policies: [policy(), refresh()] }, keep(30));
    expect(one.script?.apply).toContain(
      `add_retention_policy('"public"."metrics"', drop_after => INTERVAL '30 days'`,
    );
    expect(one.dryRuns).toEqual([
      {
        sql: `SELECT count(*) FROM show_chunks('"public"."metrics"', older_than => INTERVAL '30 days');`,
        expect: '10 — chunks of public.metrics that its first run deletes',
      },
    ]);
    expect(plan({}, keep(120)).dryRuns).toEqual([]);
    expect(plan({}, keep(120)).script?.apply).toContain(`{"drop_after":"120 days"}`);
  });

  it('gives no script where no policy can run, and says why', () => {
    const apache = { timescale: timescale('2.23.0', { license: 'apache' as const }), policies: [] };
    expect(plan(apache)).toMatchObject({ script: null, whyNot: expect.stringContaining('Apache') });
    const ticks = hypertable({ isIntegerTime: true, chunkIntervalSeconds: null, chunkIntervalUnits: 10 });
    const one = plan({ hypertables: [ticks], continuousAggregates: [], policies: [] });
    expect(one.whyNot).toContain('set_integer_now_func');
  });
});
