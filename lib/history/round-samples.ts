import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import { aggregateLag } from '@/lib/derive/aggregate-lag';
import { artifactRows, collectedAt } from '@/lib/derive/artifact-rows';
import { columnstoreRatio } from '@/lib/derive/columnstore-ratio';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { hypertableTotals } from '@/lib/derive/hypertable-totals';
import { lastRun } from '@/lib/derive/last-run';
import type { Metric } from '@/lib/derive/metrics';
import { presentUnits } from '@/lib/derive/present';
import { sequenceLimit } from '@/lib/derive/sequence-limit';
import { subjectText } from '@/lib/derive/subject-text';
import { tableTotals } from '@/lib/derive/table-totals';
import { indexSamples } from './index-samples';
import type { KeptRound } from './kept-round';
import { Rates, type Readings } from './rates';
import { statementSamples } from './statement-samples';
import type { Value } from './value';

/** Every plotted number of one round. Only of what the round collected: what is older was sampled before. */
export function roundSamples(round: KeptRound, before: Readings): readonly Value[] {
  const { collected, snapshot } = round;
  const read = rowsOf(snapshot, new Set(collected));
  const rates = (name: ArtifactName) => new Rates(before, round.everySeconds(name));
  const now = (name: ArtifactName) => ({
    epoch: countersEpoch(snapshot),
    atMs: collectedAtMs(snapshot, name),
  });
  return [
    ...read('activity').flatMap(sessions),
    ...read('locks').map((row) => plain('lockTableRatio', ratio(row.tableSlotsUsed, row.tableSlots))),
    ...read('databaseCounters').flatMap((row) => counters(row, rates('databaseCounters'))),
    ...read('checkpoints').flatMap((row) => checkpoints(row, snapshot, rates('checkpoints'))),
    ...read('wal').map((row) => walRate(row, rates('wal'))),
    ...replicationLag(collected, read('replication'), read('standby')),
    ...read('storageSizes')
      .filter(({ isCurrentDatabase }) => isCurrentDatabase)
      .map(({ totalBytes }) => plain('databaseBytes', totalBytes)),
    ...jobs(read('jobs'), snapshot),
    ...read('continuousAggregates').flatMap((row, _, all) => aggregate(row, all, snapshot)),
    ...(collected.includes('chunks') ? hypertables(snapshot, rates('chunks')) : []),
    ...read('statementTracking').map((row) =>
      clearings(row, collectedAtMs(snapshot, 'statementTracking'), rates('statementTracking')),
    ),
    ...statementSamples(read('statements'), collectedAtMs(snapshot, 'statements'), before),
    ...freezeAges(read('databases'), snapshot),
    ...sequenceValues(read('sequences')),
    ...(collected.includes('sequences') ? largestTables(snapshot) : []),
    ...indexSamples(read('indexes'), 'table', now('indexes'), rates('indexes')),
    ...indexSamples(
      read('hypertableIndexes'),
      'hypertable',
      now('hypertableIndexes'),
      rates('hypertableIndexes'),
    ),
    ...read('sessionEncryption').flatMap(({ remote, remotePlain }) => [
      plain('remoteSessions', remote),
      plain('unencryptedSessions', remotePlain),
    ]),
    ...collected.map((name) => cost(snapshot, name)),
  ].filter(({ value }) => value !== null && Number.isFinite(value));
}

type Read = <Name extends ArtifactName>(name: Name) => readonly Row<Name>[];

const rowsOf =
  (snapshot: Snapshot, collected: ReadonlySet<ArtifactName>): Read =>
  (name) =>
    collected.has(name) ? (artifactRows(snapshot, name) ?? []) : [];

const collectedAtMs = (snapshot: Snapshot, name: ArtifactName): number =>
  Date.parse(collectedAt(snapshot, name) ?? '');

/** Whatever ends the counters of the database ends those that the server keeps beside them. */
const countersEpoch = (snapshot: Snapshot): string =>
  artifactRows(snapshot, 'databaseCounters')?.[0]?.epoch ?? '';

const plain = (metric: Metric, value: number | null): Value => ({ metric, subject: '', value });
const ratio = (part: number, whole: number) => (whole > 0 ? part / whole : null);

function sessions(row: Row<'activity'>): Value[] {
  return [
    plain('connections', row.clients),
    plain('activeSessions', row.active),
    plain('idleInTransactionSessions', row.idleInTransaction),
    plain('autovacuumWorkers', row.autovacuumWorkers),
    plain('blockedSessions', row.blockedSessions),
    plain('oldestTransactionSeconds', row.oldestTransactionSeconds ?? (row.clients === null ? null : 0)),
  ];
}

function counters(row: Row<'databaseCounters'>, rates: Rates): Value[] {
  const rate = (metric: Metric, value: number) =>
    plain(metric, rates.of(metric, { epoch: row.epoch, atMs: Date.parse(row.serverClockAt), value }));
  const hit = rate('blocksHitPerSecond', row.blocksHit);
  const read = rate('blocksReadPerSecond', row.blocksRead);
  return [
    hit,
    read,
    rate('transactionsPerSecond', row.commits + row.rollbacks),
    rate('rollbacksPerSecond', row.rollbacks),
    rate('insertedRowsPerSecond', row.tuplesInserted),
    rate('updatedRowsPerSecond', row.tuplesUpdated),
    rate('deletedRowsPerSecond', row.tuplesDeleted),
    rate('temporaryBytesPerSecond', row.temporaryBytes),
    rate('deadlocksPerSecond', row.deadlocks),
    plain(
      'cacheHitRatio',
      hit.value === null || read.value === null ? null : ratio(hit.value, hit.value + read.value),
    ),
  ];
}

function clearings(
  { deallocations, statsResetAt }: Row<'statementTracking'>,
  atMs: number,
  rates: Rates,
): Value {
  const now = { epoch: statsResetAt ?? '', atMs };
  return plain(
    'statementClearingsPerSecond',
    deallocations === null ? null : rates.of('statementClearings', { ...now, value: deallocations }),
  );
}

/** Counters of the checkpointer and the background writer end with their own reset, and with whatever ends those of the database. */
function checkpoints(row: Row<'checkpoints'>, snapshot: Snapshot, rates: Rates): Value[] {
  const now = {
    epoch: `${countersEpoch(snapshot)} ${row.statsResetAt}`,
    atMs: collectedAtMs(snapshot, 'checkpoints'),
  };
  const rate = (metric: Metric, value: number) => plain(metric, rates.of(metric, { ...now, value }));
  return [
    rate('maxWrittenCleanedPerSecond', row.maxWrittenCleaned),
    rate('timedCheckpointsPerSecond', row.timed),
    rate('requestedCheckpointsPerSecond', row.requested),
    ...(row.backendSyncs === null ? [] : [rate('backendSyncsPerSecond', row.backendSyncs)]),
  ];
}

/** The log's position survives restarts and resets: only another server, or another timeline, makes it another log. */
function walRate({ epoch, serverClockAt, positionBytes }: Row<'wal'>, rates: Rates): Value {
  const now = { epoch, atMs: Date.parse(serverClockAt) };
  return plain(
    'walBytesPerSecond',
    positionBytes === null ? null : rates.of('walBytesPerSecond', { ...now, value: positionBytes }),
  );
}

/** The furthest standby of a primary; of a standby its own distance. No standby: no lag to speak of, so nothing. */
function replicationLag(
  collected: readonly ArtifactName[],
  standbys: readonly Row<'replication'>[],
  own: readonly Row<'standby'>[],
): Value[] {
  if (!collected.includes('replication')) return [];
  const most = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return [
    plain(
      'replicationLagBytes',
      most([...standbys.map((row) => row.totalLagBytes), ...own.map((row) => row.replayLagBytes)]),
    ),
    plain(
      'replicationLagSeconds',
      most([...standbys.map((row) => row.replayLagSeconds), ...own.map((row) => row.lagSeconds)]),
    ),
  ];
}

function jobs(rows: readonly Row<'jobs'>[], snapshot: Snapshot): Value[] {
  if (rows.length === 0) return [];
  const failing = rows.filter((job) => job.scheduled && lastRun(job, snapshot) === 'failed').length;
  return [
    plain('jobsFailing', failing),
    ...rows.map(
      ({ jobId, lastRunSeconds }): Value => ({
        metric: 'jobRunSeconds',
        subject: subjectText(['job', String(jobId)]),
        value: lastRunSeconds,
      }),
    ),
  ];
}

function aggregate(
  row: Row<'continuousAggregates'>,
  all: readonly Row<'continuousAggregates'>[],
  snapshot: Snapshot,
): Value[] {
  const subject = subjectText([row.schema, row.name]);
  // Integer aggregates have no clock of ours to lag behind; the others need no chunk for it.
  const lag = row.bucketUnits === null ? aggregateLag(row, all, [], Date.parse(snapshot.takenAt)) : null;
  const lagSeconds = lag === null ? null : lag / 1_000_000;
  return [
    { metric: 'lagSeconds', subject, value: lagSeconds },
    { metric: 'pendingRanges', subject, value: row.pendingRanges },
  ];
}

function hypertables(snapshot: Snapshot, rates: Rates): Value[] {
  const chunks = artifactRows(snapshot, 'chunks');
  const known = artifactRows(snapshot, 'hypertables') ?? [];
  if (chunks === null || known.length === 0) return [];
  const nowMs = Date.parse(snapshot.takenAt);
  const measured = known.map((hypertable) => {
    const own = chunksOf(chunks, hypertable.hypertableId);
    const marks = { presentUnits: presentUnits(hypertable, own, nowMs), columnstoreAfterUnits: null };
    return { hypertable, own, totals: hypertableTotals(own, marks) };
  });
  const sum = (pick: (totals: ReturnType<typeof hypertableTotals>) => number) =>
    measured.reduce((total, { totals }) => total + pick(totals), 0);
  return [
    plain(
      'hypertableBytes',
      sum(({ totalBytes }) => totalBytes),
    ),
    plain(
      'uncompressedBytes',
      sum(({ uncompressedBytes }) => uncompressedBytes),
    ),
    plain('columnstoreRatio', columnstoreRatio(chunks)?.ratio ?? null),
    ...measured.flatMap(({ hypertable, own, totals }) => {
      const subject = subjectText([hypertable.schema, hypertable.name]);
      const of = (metric: Metric, value: number | null): Value => ({ metric, subject, value });
      return [
        of('totalBytes', totals.totalBytes),
        of('rowBytes', totals.rowBytes),
        of('columnBytes', totals.columnBytes),
        of('ratio', columnstoreRatio(own)?.ratio ?? null),
        of('rows', totals.rows),
        of('chunkCount', totals.chunkCount),
        of('hypertableInsertedRowsPerSecond', insertRate(subject, own, snapshot, rates)),
        of('lateWriteSeconds', hypertable.isIntegerTime ? null : lateWriteSeconds(own, snapshot, rates)),
      ];
    }),
  ];
}

/** Over all chunks of a hypertable; one that is dropped takes its count along, which makes a gap. */
function insertRate(
  subject: string,
  chunks: readonly Row<'chunks'>[],
  snapshot: Snapshot,
  rates: Rates,
): number | null {
  if (chunks.some(({ insertedTuples }) => insertedTuples === null)) return null;
  const value = chunks.reduce((sum, { insertedTuples }) => sum + (insertedTuples ?? 0), 0);
  const now = { epoch: countersEpoch(snapshot), atMs: collectedAtMs(snapshot, 'chunks'), value };
  return rates.of(`inserted ${subject}`, now);
}

/**
 * How long ago the oldest chunk had ended that was written to since the snapshot before; 0 where none was. Null without
 * counters to compare. What becomes of a chunk by conversion is no write, so a changed state begins to count anew.
 */
function lateWriteSeconds(chunks: readonly Row<'chunks'>[], snapshot: Snapshot, rates: Rates): number | null {
  const atMs = collectedAtMs(snapshot, 'chunks');
  const now = Date.parse(snapshot.takenAt) * 1_000;
  const written = chunks.flatMap(({ chunkId, rangeEndUnits, isCompressed, isPartial, ...chunk }) => {
    const { insertedTuples, updatedTuples, deletedTuples } = chunk;
    if (rangeEndUnits === null || rangeEndUnits > now || insertedTuples === null) return [];
    const value = insertedTuples + (updatedTuples ?? 0) + (deletedTuples ?? 0);
    const epoch = `${countersEpoch(snapshot)} ${isCompressed} ${isPartial}`;
    const rate = rates.of(`written chunk ${chunkId}`, { epoch, atMs, value });
    return rate === null ? [] : [rate > 0 ? now - rangeEndUnits : 0];
  });
  return written.length === 0 ? null : Math.max(...written) / 1_000_000;
}

/** How many sequences and tables have a history of their own: a series of each would be most of all samples. */
const MOST_DATABASES = 20;
const MOST_SEQUENCES = 50;
const MOST_TABLES = 100;
/** One that has used less will last for years. */
const LEAST_USED_RATIO = 0.05;

/** Of the oldest databases. The engine that comes with Chunkwise has no ages: its image holds frozen rows only. */
function freezeAges(databases: readonly Row<'databases'>[], { server }: Snapshot): Value[] {
  if (server.engine === 'embedded') return [];
  return [...databases]
    .sort((a, b) => b.xidAge - a.xidAge)
    .slice(0, MOST_DATABASES)
    .flatMap(({ name, xidAge, multixactAge }): Value[] => {
      const subject = subjectText([name]);
      return [
        { metric: 'databaseXidAge', subject, value: xidAge },
        { metric: 'databaseMultixactAge', subject, value: multixactAge },
      ];
    });
}

function sequenceValues(sequences: readonly Row<'sequences'>[]): Value[] {
  return sequences
    .map((sequence) => ({ sequence, usedRatio: sequenceLimit(sequence)?.usedRatio ?? 0 }))
    .filter(({ sequence, usedRatio }) => !sequence.cycles && usedRatio >= LEAST_USED_RATIO)
    .sort((a, b) => b.usedRatio - a.usedRatio)
    .slice(0, MOST_SEQUENCES)
    .map(({ sequence: { schema, name, lastValue } }) => ({
      metric: 'sequenceValue',
      subject: subjectText([schema, name]),
      value: lastValue,
    }));
}

/** Once with the sequences, every few minutes: the sizes are those of the last VACUUM or ANALYZE anyway. */
function largestTables({ artifacts }: Snapshot): Value[] {
  if (artifacts.tables?.status !== 'ok') return [];
  return tableTotals(artifacts.tables.rows)
    .sort((a, b) => b.totalBytes - a.totalBytes)
    .slice(0, MOST_TABLES)
    .flatMap(({ root, totalBytes, deadRows }): Value[] => {
      const subject = subjectText([root.schema, root.name]);
      return [
        { metric: 'tableBytes', subject, value: totalBytes },
        { metric: 'tableDeadRows', subject, value: deadRows },
      ];
    });
}

function cost(snapshot: Snapshot, name: ArtifactName): Value {
  const artifact = snapshot.artifacts[name];
  return {
    metric: 'collectorMilliseconds',
    subject: name,
    value: artifact?.status === 'ok' ? artifact.tookMs : null,
  };
}
