import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import type { ServerFacts, TimescaleFacts } from '@/lib/db/server';
import type { Metric } from '@/lib/derive/metrics';
import type { RuleContext, Trend } from '../rule';
import { SINGLE_SNAPSHOT, type SubjectTrend, trendsOf } from '../trends';

export const NOW_MS = Date.UTC(2026, 10, 24, 12);

export const DAY_UNITS = 86_400_000_000;

/** `days` before now, in microseconds since 1970. */
export const daysAgo = (days: number): number => NOW_MS * 1_000 - days * DAY_UNITS;

export const secondsAgo = (seconds: number): string => new Date(NOW_MS - seconds * 1_000).toISOString();

export function timescale(
  version: `${number}.${number}.${number}` = '2.23.0',
  over: Partial<TimescaleFacts> = {},
): TimescaleFacts {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const versionNumber = major * 1_000_000 + minor * 1_000 + patch;
  const since = (number: number) => versionNumber >= number;
  return {
    version,
    versionNumber,
    license: 'timescale',
    readsJobRuns: false,
    layout: {
      chunkRelid: since(2_029_000),
      chunkDropped: !since(2_026_000),
      chunkCreationTime: since(2_013_000),
      sliceChunkId: since(2_028_000),
      compressRelid: since(2_019_000),
      compressionSettings: since(2_014_000),
    },
    ...over,
  };
}

export function server(over: Partial<ServerFacts> = {}): ServerFacts {
  return {
    versionNumber: 170_006,
    major: 17,
    version: '17.6',
    databaseName: 'app',
    roleName: 'chunkwise',
    isSuperuser: false,
    isMonitor: true,
    inRecovery: false,
    extensions: { timescaledb: '2.23.0' },
    extensionSchemas: { timescaledb: 'public' },
    timescale: timescale(),
    engine: 'server',
    ...over,
  };
}

export function context(over: Partial<RuleContext> = {}): RuleContext {
  return {
    server: server(),
    nowMs: NOW_MS,
    profile: {},
    trends: trendsOf(SINGLE_SNAPSHOT),
    replicas: [],
    ...over,
  };
}

/** A snapshot that holds just these artifacts' rows. */
/** A metric that stood at `value` for the whole window, an hour if none is said, and is usually there. */
export function trend(metric: Metric, value: number, over: Partial<SubjectTrend> = {}): SubjectTrend {
  const { hours = 1 } = over;
  const steady: Trend = {
    average: value,
    least: value,
    greatest: value,
    first: value,
    last: value,
    samples: 360 * hours,
    windowSeconds: 3_600 * hours - 10,
    usual: hours === 1 ? value : null,
  };
  return { metric, subject: '', hours, watchedHours: hours, ...steady, ...over };
}

export function snapshotOf(rows: { readonly [Name in ArtifactName]?: readonly Row<Name>[] }): Snapshot {
  const collectedAt = new Date(NOW_MS).toISOString();
  const artifacts = Object.fromEntries(
    Object.entries(rows).map(([name, list]) => [name, { status: 'ok', rows: list, collectedAt, tookMs: 1 }]),
  );
  return { databaseId: 'test', takenAt: collectedAt, server: server(), artifacts };
}
