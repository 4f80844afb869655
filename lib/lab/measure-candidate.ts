import pg from 'pg';
import { AppError } from '@/lib/errors';
import type { ColumnOrder } from '@/lib/sql/columnstore';
import type { Sql } from '@/lib/sql/statement';
import { type Candidate, type LabSettings, leadColumn } from './candidates';
import type { ChunkFacts } from './chunk-facts';
import type { LabCandidate, LabFilter, LabFilterMeasure, LabMeasure } from './lab-result';
import type { SampleColumn } from './lab-source';
import { measureTable, type TableMeasure, whileCompressed } from './measure';
import { conditionOf, measureFilter } from './measure-filters';
import { project } from './projection';
import type { PlannedPiece } from './sample-plan';
import type { SampleTable } from './sample-tables';

/** What every candidate is measured on and against. */
export interface Measuring {
  readonly tables: readonly SampleTable[];
  readonly columns: readonly SampleColumn[];
  readonly filters: readonly LabFilter[];
  /** Every chunk of the hypertable. */
  readonly facts: readonly ChunkFacts[];
  readonly beforeBytes: number;
  readonly timeColumn: string;
  /** Of the monitored server. */
  readonly major: number;
  readonly signal: AbortSignal;
}

interface Condition {
  readonly filter: LabFilter;
  readonly condition: Sql;
}

/** Compresses the sample under one candidate after the other. */
export class CandidateMeasurement {
  readonly #sandbox: pg.Client;
  readonly #measuring: Measuring;
  /** By table, made once: every candidate answers the same questions. */
  readonly #conditions = new Map<string, readonly Condition[]>();

  constructor(sandbox: pg.Client, measuring: Measuring) {
    this.#sandbox = sandbox;
    this.#measuring = measuring;
  }

  async of({ id, origins, settings }: Candidate): Promise<LabCandidate> {
    const shown = {
      id,
      origins,
      segmentBy: settings.segmentBy,
      orderBy: settings.orderBy.map(orderText),
    };
    return this.#measure(settings).then(
      (measured) => ({ ...shown, measured, failure: null }),
      (error: unknown) => ({ ...shown, measured: null, failure: this.#refusal(error) }),
    );
  }

  /** Settings that TimescaleDB refuses, such as an order by a type that has none; whatever else fails ends the run. */
  #refusal(error: unknown): string {
    if (this.#measuring.signal.aborted) throw new AppError('cancelled', 'Cancelled');
    if (error instanceof pg.DatabaseError) return `The sandbox refused it (SQLSTATE ${error.code})`;
    throw error;
  }

  async #measure(settings: LabSettings): Promise<LabMeasure> {
    const { tables, timeColumn, columns, signal } = this.#measuring;
    const fitting = tablesFor(settings, tables, timeColumn);
    const names = columns.map(({ name }) => name);
    const measures: MeasuredTable[] = [];
    let filters: LabFilterMeasure[] = [];
    for (const [at, table] of fitting.entries()) {
      // One table is enough for the filters: the middle one.
      const conditions = at === Math.floor(fitting.length / 2) ? await this.#conditionsFor(table) : [];
      const measure = await whileCompressed(this.#sandbox, table, settings, async (tookSeconds) => {
        const size = await measureTable(this.#sandbox, table, names, tookSeconds);
        if (conditions.length > 0) filters = await this.#filter(table, conditions, size, settings);
        return size;
      });
      if (signal.aborted) throw new AppError('cancelled', 'Cancelled');
      measures.push({ table, measure });
    }
    return this.#sum(measures, filters);
  }

  async #conditionsFor(table: SampleTable): Promise<readonly Condition[]> {
    const known = this.#conditions.get(table.name);
    if (known) return known;
    const { filters, timeColumn, columns } = this.#measuring;
    const made: Condition[] = [];
    for (const filter of filters) {
      const condition = await conditionOf(this.#sandbox, table, filter, timeColumn, columns);
      if (condition !== null) made.push({ filter, condition });
    }
    this.#conditions.set(table.name, made);
    return made;
  }

  async #filter(
    table: SampleTable,
    conditions: readonly Condition[],
    { parts }: TableMeasure,
    settings: LabSettings,
  ): Promise<LabFilterMeasure[]> {
    const rowsPerBatch = parts.rows / Math.max(1, parts.batches);
    const measures: LabFilterMeasure[] = [];
    for (const { filter, condition } of conditions) {
      const { seconds, batchesRead, batchesDecompressed } = await measureFilter(
        this.#sandbox,
        table,
        condition,
      );
      const scale = chunkScale(table, filter, settings);
      measures.push({
        filterId: filter.id,
        seconds: seconds * scale,
        rowsRead: Math.round(batchesDecompressed * rowsPerBatch * scale),
        batchesRead: Math.round(batchesRead * scale),
      });
    }
    return measures;
  }

  #sum(measures: readonly MeasuredTable[], filters: readonly LabFilterMeasure[]): LabMeasure {
    const { facts, major, beforeBytes } = this.#measuring;
    const add = (pick: (measure: TableMeasure) => number) =>
      measures.reduce((sum, { measure }) => sum + pick(measure), 0);
    const projection = project(
      measures.map(({ table, measure }) => ({ parts: measure.parts, chunkRows: table.piece.facts.rows })),
      facts.map(({ rows }) => rows),
      major,
    );
    if (!projection) throw new AppError('internal', 'Nothing was measured');
    const columns = [...(measures[0]?.measure.columnBytes.keys() ?? [])]
      .map((name) => ({ name, bytes: add(({ columnBytes }) => columnBytes.get(name) ?? 0) }))
      .sort((a, b) => b.bytes - a.bytes);
    const sampleBytes = add(({ bytes }) => bytes);
    const ofColumns = columns.reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      ratio: beforeBytes / projection.bytes,
      projectedBytes: projection.bytes,
      marginBytes: projection.marginBytes,
      rowsPerBatch:
        add(({ parts }) => parts.rows) /
        Math.max(
          1,
          add(({ parts }) => parts.batches),
        ),
      sampleBytes,
      sampleRows: add(({ parts }) => parts.rows),
      tookSeconds: add(({ tookSeconds }) => tookSeconds),
      filters,
      columns: [...columns, { name: null, bytes: Math.max(0, sampleBytes - ofColumns) }],
    };
  }
}

interface MeasuredTable {
  readonly table: SampleTable;
  readonly measure: TableMeasure;
}

const orderText = ({ column, descending }: ColumnOrder) => (descending ? `${column} DESC` : column);

/** The tables in which a setting's batches are as they would be in a whole chunk. */
export function tablesFor(
  settings: LabSettings,
  tables: readonly SampleTable[],
  timeColumn: string,
): readonly SampleTable[] {
  const of = (fits: (cut: PlannedPiece['cut']) => boolean) => tables.filter(({ piece }) => fits(piece.cut));
  const whole = of(({ kind }) => kind === 'whole');
  if (whole.length > 0) return whole;
  const leads = [leadColumn(settings, timeColumn), ...settings.segmentBy];
  for (const lead of leads) {
    const series = of((cut) => cut.kind === 'series' && cut.column === lead);
    if (series.length > 0) return series;
  }
  const slices = of(({ kind }) => kind === 'slice');
  return slices.length > 0 ? slices : tables;
}

/** What a filter reads in its table, for a whole chunk: one series is the same there, all else grows with the rows. */
function chunkScale(
  { piece: { cut, facts }, rows }: SampleTable,
  { equals }: LabFilter,
  settings: LabSettings,
): number {
  if (cut.kind === 'whole') return 1;
  const finds = (column: string) =>
    equals.includes(column) && [...settings.segmentBy, settings.orderBy[0]?.column].includes(column);
  if (cut.kind === 'series' && finds(cut.column)) return 1;
  return Math.max(1, facts.rows / Math.max(1, rows));
}
