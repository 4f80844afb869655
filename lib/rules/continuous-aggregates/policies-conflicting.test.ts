import { describe, expect, it } from 'vitest';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate } from '../testing/hypertable-rows';
import { refresh } from '../testing/job-rows';
import rule from './policies-conflicting';

type Version = Parameters<typeof timescale>[0];
const daily = aggregate({ hypertableId: 3, name: 'daily', sourceHypertableId: 2, parentHypertableId: 2 });
const window = (jobId: number, start: string | null, end: string | null, over = {}) =>
  refresh({
    jobId,
    startOffsetSeconds: start === null ? null : Number.parseInt(start, 10) * 86_400,
    endOffsetSeconds: end === null ? null : Number.parseInt(end, 10) * 86_400,
    config: { mat_hypertable_id: 2, start_offset: start, end_offset: end },
    ...over,
  });
const recent = window(1010, '3 days', '1 day', { scheduleIntervalSeconds: 600 });
const old = window(1011, '30 days', '3 days');
const ask = (over: Partial<Parameters<typeof rule.check>[0]> = {}, version: Version = '2.22.0') =>
  rule.check(
    { continuousAggregates: [aggregate(), daily], policies: [old, recent], ...over },
    context({ server: server({ timescale: timescale(version) }) }),
  );
const check = (...given: Parameters<typeof ask>) => expectFindings(ask(...given));

describe('continuous-aggregates/policies-conflicting', () => {
  it('is quiet about one policy, and about several where nothing is built on the aggregate', () => {
    expect(check({ policies: [old] })).toEqual([]);
    expect(check({ continuousAggregates: [aggregate()] })).toEqual([]);
    expect(check({ policies: [old, { ...recent, hypertableId: 3 }] })).toEqual([]);
  });

  it('finds them below and on top of others', () => {
    expect(check().map(({ subject }) => subject[1])).toEqual(['metrics_hourly']);
    const onTop = [old, recent].map((policy) => ({ ...policy, hypertableId: 3 }));
    expect(check({ policies: onTop }).map(({ subject }) => subject[1])).toEqual(['daily']);
  });

  it('keeps the most frequent and gives it the windows of all', () => {
    const [finding] = check();
    expect(finding).toMatchObject({ severity: 'critical', facts: { refreshPolicies: 2 } });
    expect(finding?.advice?.steps.map(({ sql }) => sql)).toEqual([
      'SELECT delete_job(1011);',
      expect.stringContaining(`'{start_offset}', '"30 days"'`),
      expect.stringContaining(`'{end_offset}', '"1 day"'`),
    ]);
    expect(finding?.advice?.steps[1]?.sql).toContain('job_id = 1010;');
    expect(finding?.advice?.note).toContain('job 1011 from 30 days to 3 days');
  });

  it('keeps an open end open', () => {
    const steps = check({ policies: [window(1010, null, '3 days'), window(1011, '3 days', null)] })[0]?.advice
      ?.steps;
    expect(steps?.[1]?.sql).toContain(`'{start_offset}', 'null'`);
    expect(steps?.[2]?.sql).toContain(`'{end_offset}', 'null'`);
  });

  it('goes by the version: critical, then a warning, then fine again', () => {
    expect(ask({}, '2.20.3')).toHaveProperty('notApplicable');
    expect(check({}, '2.21.0')[0]?.severity).toBe('critical');
    expect(check({}, '2.22.1')[0]?.severity).toBe('warning');
    expect(ask({}, '2.29.0')).toHaveProperty('notApplicable');
  });

  it('does not run when policies were not read', () => {
    expect(runRule(rule, snapshotOf({ continuousAggregates: [] }), NOW_MS, {}).outcome.status).toBe(
      'not-run',
    );
  });
});
