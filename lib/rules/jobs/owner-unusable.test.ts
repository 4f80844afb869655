import { describe, expect, it } from 'vitest';
import type { Row } from '@/lib/collect/snapshot';
import { runRule } from '../judge';
import { context, NOW_MS, server, snapshotOf, timescale } from '../testing/context';
import { expectFindings } from '../testing/expect-findings';
import { aggregate, aggregateHypertable, hypertable } from '../testing/hypertable-rows';
import { job, refresh, retention } from '../testing/job-rows';
import failing from './failing';
import rule from './owner-unusable';

const run = (over: Partial<Row<'jobs'>>, serverOver: Parameters<typeof server>[0] = {}) =>
  rule.check(
    { jobs: [job(over)], hypertables: [hypertable()], policies: [], continuousAggregates: [] },
    context({ server: server(serverOver) }),
  );
const one = (...given: Parameters<typeof run>) => expectFindings(run(...given))[0];
const noLogin = { ownerCanLogin: false };
const gone = { owner: '16999', ownerCanLogin: null, ownerCanConnect: null, ownerOwnsHypertable: null };

describe('jobs/owner-unusable', () => {
  it('is quiet where the owner may do what the job does', () => {
    expect(one({})).toBeUndefined();
    // A job of a user has no hypertable to own.
    expect(one({ procedureSchema: 'public', ownerOwnsHypertable: false })).toBeUndefined();
    expect(one({ ownerOwnsHypertable: null })).toBeUndefined();
  });

  it('lets an owner log in that may not', () => {
    expect(one(noLogin)).toMatchObject({
      subject: ['job', '1000'],
      severity: 'warning',
      title: 'Let the job 1000, Columnstore Policy of public.metrics run as app, or as another role',
      facts: { sinceSuccessSeconds: 3_600, scheduleSeconds: 43_200 },
      advice: {
        steps: [{ sql: 'ALTER ROLE "app" LOGIN;' }],
        undo: [{ sql: 'ALTER ROLE "app" NOLOGIN;' }],
        verify: { expect: 'true' },
      },
    });
  });

  it('lets an owner connect that may not', () => {
    expect(one({ ownerCanConnect: false })?.advice).toMatchObject({
      steps: [{ sql: 'GRANT CONNECT ON DATABASE "app" TO "app";' }],
      undo: [{ sql: 'REVOKE CONNECT ON DATABASE "app" FROM "app";' }],
    });
  });

  it('tells in words what takes another job', () => {
    expect(one(gone)?.detail).toContain('oid 16999, is no role any more');
    expect(one(gone)?.advice).toBeUndefined();
    const other = one({ ownerOwnsHypertable: false });
    expect(other?.detail).toContain('no rights of app, who owns public.metrics');
    expect(other?.detail).toContain('Before TimescaleDB 2.25.2');
    expect(other?.advice).toBeUndefined();
    const newer = one({ ownerOwnsHypertable: false }, { timescale: timescale('2.25.2') });
    expect(newer?.detail).not.toContain('Before TimescaleDB');
  });

  it('says what a retention that runs again deletes, and resumes none that deletes history', () => {
    expect(one({ ...noLogin, procedureName: 'policy_retention' })?.advice?.deletesData).toBe(true);
    const answer = rule.check(
      {
        jobs: [job({ ...noLogin, jobId: 1001, procedureName: 'policy_retention' })],
        hypertables: [hypertable(), aggregateHypertable()],
        policies: [retention(), refresh({ startOffsetSeconds: null })],
        continuousAggregates: [aggregate()],
      },
      context(),
    );
    if (!('length' in answer)) throw new Error('expected findings');
    expect(answer[0]?.detail).toContain('narrow their windows first');
    expect(answer[0]?.advice).toBeUndefined();
  });

  it('only notices jobs of users and of TimescaleDB itself, and no paused ones', () => {
    expect(one({ ...noLogin, procedureSchema: 'public' })?.severity).toBe('notice');
    expect(one({ ...noLogin, jobId: 3 })?.severity).toBe('notice');
    expect(run({ ...noLogin, scheduled: false })).toHaveProperty('notApplicable');
  });

  it('speaks instead of jobs/failing, which would not know why', () => {
    const failed = { consecutiveFailures: 5, lastRunSucceeded: false };
    const artifacts = { jobErrors: [], policies: [], hypertables: [], continuousAggregates: [], chunks: [] };
    expect(failing.check({ jobs: [job({ ...failed, ...noLogin })], ...artifacts }, context())).toEqual([]);
    expect(failing.check({ jobs: [job(failed)], ...artifacts }, context())).toHaveLength(1);
  });

  it('takes rows of an older snapshot, which did not say it, for usable', () => {
    const { ownerCanLogin: _, ownerCanConnect: __, ownerOwnsHypertable: ___, ...older } = job();
    const answer = rule.check(
      { jobs: [older as Row<'jobs'>], hypertables: null, policies: null, continuousAggregates: null },
      context(),
    );
    expect(answer).toEqual([]);
  });

  it('says not-run, not passed, when jobs could not be read', () => {
    expect(runRule(rule, snapshotOf({}), NOW_MS, {}).outcome.status).toBe('not-run');
  });
});
