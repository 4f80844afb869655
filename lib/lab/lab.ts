import pg from 'pg';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { timescaleAtLeast } from '@/lib/db/server';
import type { Target } from '@/lib/db/target';
import { AppError } from '@/lib/errors';
import { counted } from '@/lib/format/count';
import type { Profile, RuleContext } from '@/lib/rules/rule';
import { chooseSegmentBy } from '@/lib/rules/shared/columnstore/segmentby-choice';
import { SINGLE_SNAPSHOT, trendsOf } from '@/lib/rules/trends';
import type { ColumnOrder } from '@/lib/sql/columnstore';
import { sql } from '@/lib/sql/statement';
import { type Candidate, candidates, type LabSettings } from './candidates';
import { type ChunkFacts, chunkFacts, isCounted } from './chunk-facts';
import { convertedChunks } from './converted-chunks';
import { extensionDefaults } from './extension-defaults';
import { assumedShapes, type FilterShape } from './filter-shapes';
import { type KeyColumn, keyColumns } from './key-columns';
import { labAdvice } from './lab-advice';
import type { LabCandidate, LabFilter, LabResult } from './lab-result';
import { LabSource, type SampleColumn, type SourceColumn } from './lab-source';
import { type HypertableName, type LabSubject, labSubject } from './lab-subject';
import { CandidateMeasurement, type Measuring } from './measure-candidate';
import type { OnProgress } from './progress';
import { choose, ranked } from './ranking';
import { readPieces } from './read-pieces';
import {
  type PlannedPiece,
  planPieces,
  representativeChunks,
  SAMPLE_BOUNDS,
  type SampleBounds,
} from './sample-plan';
import { columnStatistics, rowsPerValue } from './sample-statistics';
import { buildIndexes, loadTable, mappedColumns, type SampleTable, tableOf } from './sample-tables';
import { inSandbox } from './sandbox';

/** Room for the engine itself, the sample with its indexes, and one candidate. */
const SANDBOX_LIMITS = { memoryBytes: 1_500 * 2 ** 20, seconds: 300 };

export interface LabRequest extends HypertableName {
  readonly target: Pick<Target, 'url'>;
  readonly snapshot: Snapshot;
  readonly profile: Profile;
  /** Smaller ones, for tests; larger ones change nothing. */
  readonly bounds?: SampleBounds;
}

/**
 * Reads a bounded sample of one hypertable into a sandbox, compresses it there under up to twelve settings, and says what
 * each would make of the whole. Nothing is written to the monitored database; what was read is gone with the sandbox.
 * Throws `not-found`, `not-ready`, `query-denied` with the grant, `query-timeout`, `query-locked`, `cancelled`, and what `inSandbox` throws.
 */
export async function runLab(
  request: LabRequest,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LabResult> {
  const { target, snapshot, profile } = request;
  const context: RuleContext = {
    server: snapshot.server,
    nowMs: Date.now(),
    profile,
    trends: trendsOf(SINGLE_SNAPSHOT),
    replicas: [],
  };
  const subject = labSubject(snapshot, request, context);
  const startedAtMs = Date.now();
  // Ends the reading too when the sandbox ends by itself.
  const over = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const told = (phase: string, words: string, done: number | null = null, total: number | null = null) =>
    onProgress({ phase, done, total, words });
  const onWaiting = (ahead: number) =>
    told('wait', `Waits for the sandbox: ${counted(ahead, 'run')} before this one`);
  const database = openDatabase(target);
  try {
    const source = new LabSource(database, context.server, subject, both);
    // Asked before a sandbox is started: a right that is missing is said at once.
    const columns = await source.columns();
    told('start', 'Starts the sandbox');
    return await inSandbox({ limits: SANDBOX_LIMITS, signal, onWaiting }, async (url) => {
      const sandbox = new pg.Client({ connectionString: url });
      // It is killed when time is up: the statement under way says so.
      sandbox.on('error', () => undefined);
      try {
        await sandbox.connect();
        const lab = new Lab(sandbox, source, subject, context, bounded(request.bounds), both, told);
        return await lab.run(columns, startedAtMs);
      } finally {
        await sandbox.end().catch(() => undefined);
      }
    });
  } finally {
    over.abort();
    await database.close();
  }
}

const bounded = ({ rows, bytes }: SampleBounds = SAMPLE_BOUNDS): SampleBounds => ({
  rows: Math.min(rows, SAMPLE_BOUNDS.rows),
  bytes: Math.min(bytes, SAMPLE_BOUNDS.bytes),
});

type Told = (phase: string, words: string, done?: number | null, total?: number | null) => void;

/** One run, while its sandbox and its connection are open. */
class Lab {
  readonly #sandbox: pg.Client;
  readonly #subject: LabSubject;
  readonly #context: RuleContext;
  readonly #bounds: SampleBounds;
  readonly #signal: AbortSignal;
  readonly #told: Told;
  readonly #source: LabSource;

  constructor(
    sandbox: pg.Client,
    source: LabSource,
    subject: LabSubject,
    context: RuleContext,
    bounds: SampleBounds,
    signal: AbortSignal,
    told: Told,
  ) {
    this.#sandbox = sandbox;
    this.#subject = subject;
    this.#context = context;
    this.#bounds = bounds;
    this.#signal = signal;
    this.#told = told;
    this.#source = source;
  }

  async run(sourceColumns: readonly SourceColumn[], startedAtMs: number): Promise<LabResult> {
    const { hypertable } = this.#subject;
    const columns = await mappedColumns(this.#sandbox, sourceColumns);
    const { pieces, facts } = await this.#plan();
    const { tables, notRead } = await this.#load(pieces, columns);
    const skippedIndexes = await this.#index(tables);
    const sample = await this.#look(tables);
    const filters = sample.shapes.map((shape, at): LabFilter => ({ ...shape, id: `f${at + 1}` }));
    const before = {
      bytes: facts.reduce((sum, { beforeBytes }) => sum + beforeBytes, 0),
      rows: facts.reduce((sum, { rows }) => sum + rows, 0),
      chunks: facts.length,
    };
    const measured = await this.#measureAll(sample.candidates, { tables, columns, filters, facts, before });
    const ids = new Set(convertedChunks(this.#subject, this.#context.nowMs).map(({ chunkId }) => chunkId));
    const those = facts.filter(({ chunk }) => ids.has(chunk.chunkId));
    const converted = {
      bytes: those.reduce((sum, { beforeBytes }) => sum + beforeBytes, 0),
      chunks: those.length,
    };
    const { winnerId, ...choice } = choose(measured, before, converted);
    const winner = measured.find(({ id }) => id === winnerId);
    const settings = sample.candidates.find(({ id }) => id === winnerId)?.settings;
    const now = measured.find(({ origins }) => origins.includes('now')) ?? null;
    const advised =
      winner && settings
        ? labAdvice(this.#subject, { winner, now, settings }, filters, this.#context)
        : { advice: null, whyNoAdvice: 'Nothing is to change.' };
    const sampledRows = tables.reduce((sum, { rows }) => sum + rows, 0);
    return {
      schema: hypertable.schema,
      name: hypertable.name,
      isIntegerTime: hypertable.isIntegerTime,
      takenAt: new Date(startedAtMs).toISOString(),
      tookSeconds: (Date.now() - startedAtMs) / 1_000,
      sandboxVersion: await this.#sandboxVersion(),
      serverVersion: this.#context.server.timescale?.version ?? '',
      before,
      converted,
      sample: {
        rows: sampledRows,
        bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
        shareRatio: Math.min(1, sampledRows / Math.max(1, before.rows)),
        pieces: tables.map(pieceOf),
        notRead: notRead.map(({ facts, cut }) => ({
          chunk: facts.chunk.name,
          cut: cut.kind,
          column: cut.kind === 'series' ? cut.column : null,
        })),
        mappedColumns: columns
          .filter(({ type, sandboxType }) => type !== sandboxType)
          .map(({ name, type, sandboxType }) => ({ name, type, as: sandboxType })),
        skippedIndexes,
        areIndexesKnown: this.#subject.indexes !== null,
      },
      filters,
      candidates: ranked(measured),
      winnerId,
      ...choice,
      ...advised,
    };
  }

  /** Counts the chunks to sample and plans what to read of them. */
  async #plan(): Promise<{ pieces: PlannedPiece[]; facts: ChunkFacts[] }> {
    const { chunks, hypertable, columns } = this.#subject;
    const counted = new Map<number, number>();
    for (const { chunk } of representativeChunks(chunkFacts(chunks))) {
      if (isCounted(chunk)) continue;
      this.#told('plan', `Counts the rows of ${chunk.name}`);
      const rows = await this.#source.countRows(chunk);
      if (rows !== null) counted.set(chunk.chunkId, rows);
    }
    const facts = chunkFacts(chunks, counted);
    const chosen = representativeChunks(facts);
    const pieces = planPieces(chosen, this.#keys(columns, chosen), columns, this.#bounds);
    if (pieces.length === 0)
      throw new AppError(
        'not-ready',
        `${hypertable.schema}.${hypertable.name} has no rows to sample`,
        'The lab needs a chunk that holds rows.',
      );
    return { pieces, facts };
  }

  /** The pieces in the sandbox, and those that took too long to be read. */
  async #load(
    pieces: readonly PlannedPiece[],
    columns: readonly SampleColumn[],
  ): Promise<{ tables: SampleTable[]; notRead: readonly PlannedPiece[] }> {
    const { timeColumn } = this.#subject.hypertable;
    const tables: SampleTable[] = [];
    const planned = pieces.reduce((sum, { mostRows }) => sum + mostRows, 0);
    let readRows = 0;
    const notRead = await readPieces(pieces, {
      bounds: this.#bounds,
      read: (piece, bounds) => {
        this.#told('read', `Reads ${cutText(piece)} of ${piece.facts.chunk.name}`, readRows, planned);
        return this.#source.read(piece, columns, bounds);
      },
      take: async (piece, copied) => {
        readRows += copied.lines.length;
        const name = `piece_${pieces.indexOf(piece) + 1}`;
        tables.push(await loadTable(this.#sandbox, name, piece, timeColumn, columns, copied));
      },
    });
    if (tables.length === 0)
      throw new AppError(
        'not-ready',
        'The sample is empty',
        'Its chunks hold no rows, or row-level security hides them.',
      );
    return { tables, notRead };
  }

  async #index(tables: readonly SampleTable[]): Promise<string[]> {
    this.#told('index', 'Builds the indexes of the hypertable on the sample');
    const { timescale } = this.#context.server;
    // Before 2.20 there are no bloom filters in batches.
    if (timescale && !timescaleAtLeast(timescale, '2.20'))
      await this.#sandbox.query(sql`SET timescaledb.enable_sparse_index_bloom = off`);
    const failed = await buildIndexes(this.#sandbox, tables, this.#subject.indexes ?? []);
    for (const table of tables) await this.#sandbox.query(sql`ANALYZE ${tableOf(table)}`);
    await this.#sandbox.query('CHECKPOINT');
    return failed;
  }

  /** What the sample itself tells: how many values its columns have, and with that what to try. */
  async #look(
    tables: readonly SampleTable[],
  ): Promise<{ candidates: Candidate[]; shapes: readonly FilterShape[] }> {
    const { hypertable, columns, inEffect, chunks } = this.#subject;
    const [first] = tables;
    if (!first) throw new AppError('internal', 'There is no sample');
    const known = await columnStatistics(this.#sandbox, first, columns);
    const chosen = [...new Set(tables.map(({ piece }) => piece.facts))];
    const keys = this.#keys(known, chosen);
    const { shapes: asked, signs } = this.#subject;
    const shapes = asked.length > 0 ? asked : assumedShapes(keys.map(({ name }) => name));
    const measuredKeys = [];
    for (const { name } of keys)
      measuredKeys.push({ name, rowsPerValue: await rowsPerValue(this.#sandbox, tables, name) });
    const present = inEffect.orderBy?.find(({ column }) => column === hypertable.timeColumn);
    const time: ColumnOrder = present ?? { column: hypertable.timeColumn, descending: true };
    const defaults = await extensionDefaults(this.#sandbox, first);
    const middleRows = chosen[Math.floor(chosen.length / 2)]?.rows ?? null;
    const advised = chooseSegmentBy(hypertable, known, middleRows, signs);
    const now: LabSettings | null =
      hypertable.columnstoreEnabled && chunks.length > 0
        ? {
            segmentBy: inEffect.segmentBy ?? defaults.segmentBy,
            orderBy: inEffect.orderBy ?? defaults.orderBy,
          }
        : null;
    return { candidates: candidates({ time, now, defaults, advised, keys: measuredKeys }), shapes };
  }

  async #measureAll(
    tried: readonly Candidate[],
    measuring: Pick<Measuring, 'tables' | 'columns' | 'filters' | 'facts'> & Pick<LabResult, 'before'>,
  ): Promise<LabCandidate[]> {
    const measurement = new CandidateMeasurement(this.#sandbox, {
      ...measuring,
      beforeBytes: measuring.before.bytes,
      timeColumn: this.#subject.hypertable.timeColumn,
      major: this.#context.server.major,
      signal: this.#signal,
    });
    const measured: LabCandidate[] = [];
    for (const [at, candidate] of tried.entries()) {
      this.#told(
        'measure',
        `Compresses the sample with setting ${at + 1} of ${tried.length}`,
        at,
        tried.length,
      );
      measured.push(await measurement.of(candidate));
    }
    return measured;
  }

  #keys(columns: readonly Row<'hypertableColumns'>[], chosen: readonly ChunkFacts[]): KeyColumn[] {
    const { hypertable, inEffect, shapes, signs } = this.#subject;
    const present = [...(inEffect.segmentBy ?? []), ...(inEffect.orderBy ?? []).map(({ column }) => column)];
    const rows = chosen.reduce((sum, facts) => sum + facts.rows, 0) / Math.max(1, chosen.length);
    return keyColumns(columns, present, hypertable.timeColumn, { shapes, use: signs.use }, rows);
  }

  async #sandboxVersion(): Promise<string> {
    const { rows } = await this.#sandbox.query<{ extversion: string }>(
      sql`SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb'`,
    );
    return rows[0]?.extversion ?? '';
  }
}

function cutText({ cut }: PlannedPiece): string {
  switch (cut.kind) {
    case 'whole':
      return 'all rows';
    case 'series':
      return `whole series of ${cut.column}`;
    case 'slice':
      return 'a stretch of time';
  }
}

const pieceOf = ({ piece: { cut, facts }, rows, bytes, isCut }: SampleTable) => ({
  chunk: facts.chunk.name,
  fromUnits: facts.chunk.rangeStartUnits,
  toUnits: facts.chunk.rangeEndUnits,
  chunkRows: facts.rows,
  rows,
  bytes,
  cut: cut.kind,
  column: cut.kind === 'series' ? cut.column : null,
  // A stretch of time always ends at the bound.
  isCut: isCut && cut.kind !== 'slice',
});
