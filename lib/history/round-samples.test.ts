import { describe, expect, it } from 'vitest';
import type { ArtifactName, Row } from '@/lib/collect/snapshot';
import { daysAgo, NOW_MS, server, snapshotOf } from '@/lib/rules/testing/context';
import { aggregate, chunk, hypertable } from '@/lib/rules/testing/hypertable-rows';
import { job } from '@/lib/rules/testing/job-rows';
import { checkpoints, database, databaseCounters } from '@/lib/rules/testing/server-rows';
import type { Readings } from './rates';
import { roundSamples } from './round-samples';

/** Today's chunk, and one that ended yesterday, five minutes later each time. */
const rounds = () => {
  const readings: Readings = new Map();
  let round = 0;
  return (over: Partial<Row<'chunks'>> = {}, table = hypertable()) => {
    const at = new Date(NOW_MS + round * 300_000).toISOString();
    round += 1;
    const chunks = [
      chunk({ chunkId: 1, rangeStartUnits: daysAgo(2), rangeEndUnits: daysAgo(1), ...over }),
      chunk({
        chunkId: 2,
        rangeStartUnits: daysAgo(1),
        rangeEndUnits: daysAgo(-1),
        insertedTuples: round * 1_000,
      }),
    ];
    const { artifacts, ...snapshot } = snapshotOf({ hypertables: [table], chunks });
    const collected = {
      ...artifacts,
      chunks: { status: 'ok' as const, rows: chunks, collectedAt: at, tookMs: 1 },
    };
    return roundSamples(
      {
        collected: ['chunks'],
        snapshot: { ...snapshot, takenAt: at, artifacts: collected },
        judgement: null,
        everySeconds: () => 300,
      },
      readings,
    ).find(({ metric }) => metric === 'lateWriteSeconds')?.value;
  };
};

const standardRound = (over: Parameters<typeof snapshotOf>[0], collected: ArtifactName[]) =>
  roundSamples({ collected, snapshot: snapshotOf(over), judgement: null, everySeconds: () => 60 }, new Map());

describe('the jobs that fail', () => {
  const failing = (...jobs: Partial<Row<'jobs'>>[]) =>
    standardRound({ jobs: jobs.map(job) }, ['jobs']).find(({ metric }) => metric === 'jobsFailing')?.value;
  const unfinished = {
    lastRunSucceeded: false,
    lastFinishedAt: null,
    nextStartAt: null,
    nextStartUnset: true,
  };

  it('are those whose last run failed: not what runs, is stuck or is switched off, although the server notes no success', () => {
    expect(failing({ lastRunSucceeded: false }, {})).toBe(1);
    expect(
      failing({ ...unfinished, isRunning: true }, unfinished, { lastRunSucceeded: false, scheduled: false }),
    ).toBe(0);
    expect(failing()).toBeUndefined();
  });
});

describe('the lag of an aggregate', () => {
  const lag = (...aggregates: Row<'continuousAggregates'>[]) =>
    standardRound({ continuousAggregates: aggregates }, ['continuousAggregates']).filter(
      ({ metric }) => metric === 'lagSeconds',
    );

  it('does not grow while its source is quiet and refreshes go on', () => {
    const quiet = aggregate({ watermarkUnits: daysAgo(20), refreshedUntilUnits: daysAgo(1 / 12) });
    expect(lag(quiet)).toEqual([{ metric: 'lagSeconds', subject: 'public.metrics_hourly', value: 7_200 }]);
  });

  it('is none where refreshes went past what is there: the bucket of the present, a quiet aggregate below', () => {
    expect(lag(aggregate({ watermarkUnits: daysAgo(-1) }))[0]?.value).toBe(0);
    const below = aggregate({ watermarkUnits: daysAgo(20) });
    const above = aggregate({
      hypertableId: 3,
      sourceHypertableId: 2,
      name: 'daily',
      watermarkUnits: daysAgo(1),
    });
    expect(lag(below, above)[1]?.value).toBe(0);
  });

  it('is that behind the aggregate below, and not known before a refresh and along integer time', () => {
    const above = { hypertableId: 3, sourceHypertableId: 2, name: 'daily', watermarkUnits: daysAgo(1) };
    expect(lag(aggregate(), aggregate(above))[1]?.value).toBe(86_400 - 7_200);
    expect(lag(aggregate({ watermarkUnits: null, isNeverMaterialized: true }))).toEqual([]);
    expect(lag(aggregate({ bucketSeconds: null, bucketUnits: 100 }))).toEqual([]);
  });
});

describe('the ages of databases', () => {
  const sampled = (engine: 'embedded' | 'server') => {
    const databases = [database({ name: 'app', xidAge: 5, multixactAge: 2 })];
    const snapshot = { ...snapshotOf({ databases }), server: server({ engine }) };
    const round = { collected: ['databases'] as const, snapshot, judgement: null, everySeconds: () => 300 };
    return roundSamples(round, new Map()).filter(({ metric }) => metric.startsWith('database'));
  };

  it('are kept by name, unless the engine has none', () => {
    expect(sampled('server')).toEqual([
      { metric: 'databaseXidAge', subject: 'app', value: 5 },
      { metric: 'databaseMultixactAge', subject: 'app', value: 2 },
    ]);
    expect(sampled('embedded')).toEqual([]);
  });
});

describe('the rates of checkpoints', () => {
  it('are told for each kind, and begin anew with the counters', () => {
    const readings: Readings = new Map();
    const rates = (atSeconds: number, requested: number, statsResetAt: string) => {
      const at = new Date(NOW_MS + atSeconds * 1_000).toISOString();
      const rows = [checkpoints({ requested, timed: 2 * requested, statsResetAt })];
      const snapshot = snapshotOf({});
      const artifacts = { checkpoints: { status: 'ok' as const, rows, collectedAt: at, tookMs: 1 } };
      return Object.fromEntries(
        roundSamples(
          {
            collected: ['checkpoints'],
            snapshot: { ...snapshot, artifacts },
            judgement: null,
            everySeconds: () => 10,
          },
          readings,
        ).map(({ metric, value }) => [metric, value]),
      );
    };
    expect(rates(0, 5, 'a')).not.toHaveProperty('requestedCheckpointsPerSecond');
    expect(rates(10, 6, 'a')).toMatchObject({
      requestedCheckpointsPerSecond: 0.1,
      timedCheckpointsPerSecond: 0.2,
    });
    expect(rates(20, 7, 'b')).not.toHaveProperty('requestedCheckpointsPerSecond');
  });
});

describe('the rates of counters', () => {
  const rounds = () => {
    const readings: Readings = new Map();
    return (atSeconds: number, deadlocks: number, epoch = 'a') => {
      const serverClockAt = new Date(NOW_MS + atSeconds * 1_000).toISOString();
      const rows = [databaseCounters({ serverClockAt, epoch, deadlocks })];
      return roundSamples(
        {
          collected: ['databaseCounters'],
          snapshot: snapshotOf({ databaseCounters: rows }),
          judgement: null,
          everySeconds: () => 10,
        },
        readings,
      ).find(({ metric }) => metric === 'deadlocksPerSecond')?.value;
    };
  };

  it('are told from the round before, by the clock of the server', () => {
    const look = rounds();
    expect(look(0, 100)).toBeUndefined();
    expect(look(10, 110)).toBe(1);
    expect(look(30, 110)).toBe(0);
  });

  it('leave the baseline where it was when a round comes early, and lose nothing', () => {
    const look = rounds();
    look(0, 100);
    expect(look(2, 102)).toBeUndefined();
    expect(look(10, 110)).toBe(1);
  });

  it('have a gap across an outage and across another epoch', () => {
    const look = rounds();
    look(0, 100);
    expect(look(31, 131)).toBeUndefined();
    expect(look(41, 141)).toBe(1);
    expect(look(51, 0, 'b')).toBeUndefined();
    expect(look(61, 20, 'b')).toBe(2);
  });
});

describe('how late rows are written', () => {
  it('is how long ago the chunk had ended whose counters went up; the chunk of today does not count', () => {
    const look = rounds();
    expect(look()).toBeUndefined();
    expect(look()).toBe(0);
    expect(look({ updatedTuples: 1 })).toBe(86_400 + 600);
    expect(look({ updatedTuples: 1 })).toBe(0);
    expect(look({ updatedTuples: 1, insertedTuples: 1_000_001 })).toBe(86_400 + 1_200);
  });

  it('does not take a conversion for a write', () => {
    const look = rounds();
    look();
    expect(look({ isCompressed: true, insertedTuples: 2_000_000 })).toBeUndefined();
    expect(look({ isCompressed: true, insertedTuples: 2_000_000 })).toBe(0);
  });

  it('is not known without counters, and along integer time', () => {
    const look = rounds();
    look({ insertedTuples: null });
    expect(look({ insertedTuples: null })).toBeUndefined();
    const ticks = rounds();
    ticks({}, hypertable({ isIntegerTime: true }));
    expect(ticks({}, hypertable({ isIntegerTime: true }))).toBeUndefined();
  });
});

describe('what hypertables take', () => {
  it('is a gap while their chunks cannot be read, never zero', () => {
    const snapshot = snapshotOf({ hypertables: [hypertable()], chunks: [chunk()] });
    const samples = (artifacts: typeof snapshot.artifacts) =>
      roundSamples(
        {
          collected: ['chunks'],
          snapshot: { ...snapshot, artifacts },
          judgement: null,
          everySeconds: () => 300,
        },
        new Map(),
      ).map(({ metric }) => metric);
    expect(samples(snapshot.artifacts)).toContain('hypertableBytes');
    const unread = { status: 'unavailable' as const, reason: 'canceling statement due to statement timeout' };
    expect(samples({ ...snapshot.artifacts, chunks: unread })).toEqual([]);
  });
});
