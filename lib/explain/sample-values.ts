import { commonValues } from '@/lib/collect/common-values';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import type { Queryable } from '@/lib/db/queryable';
import type { ComparedParameter, Explainable } from '@/lib/grammar/explainable';

export interface SampleValue {
  readonly parameter: number;
  readonly value: string;
  readonly basis: string;
}

/** Whether a statement names a hypertable or a partitioned table: without values every one of their parts would be left out. */
export function readsParts({ relations }: Explainable, snapshot: Snapshot | null): boolean {
  const tables = snapshot?.artifacts.tables;
  const partitioned = tables?.status === 'ok' ? tables.rows.filter(({ kind }) => kind === 'partitioned') : [];
  return [...hypertablesOf(snapshot), ...partitioned].some(({ name }) => relations.includes(name));
}

function hypertablesOf(snapshot: Snapshot | null): readonly Row<'hypertables'>[] {
  const artifact = snapshot?.artifacts.hypertables;
  return artifact?.status === 'ok' ? artifact.rows : [];
}

/**
 * A value for each parameter that is like what the statement is run with: for the time of a hypertable its newest chunk, for a column
 * the most common value or the middle of its histogram, else a plain one of the type.
 */
export async function sampleValues(
  database: Queryable,
  statement: Explainable,
  types: readonly string[],
  snapshot: Snapshot | null,
): Promise<SampleValue[]> {
  const hypertables = hypertablesOf(snapshot).filter(({ name }) => statement.relations.includes(name));
  const columns = [...new Set(statement.compared.map(({ column }) => column))];
  const known = await commonValues(database, statement.relations, columns);
  return types.map((type, at) => {
    const parameter = at + 1;
    const compared = statement.compared.find((one) => one.parameter === parameter);
    const time = compared && timeValue(compared, hypertables, snapshot);
    if (time) return { parameter, value: time, basis: 'the newest chunk' };
    const common = known.find(({ column }) => column === compared?.column)?.value;
    if (common !== undefined) return { parameter, value: common, basis: 'statistics of the column' };
    return { parameter, value: plainValue(type), basis: `a plain ${type}` };
  });
}

/** The ends of the newest chunk that has begun, so that a range holds that chunk and no more. */
function timeValue(
  { column, operator }: ComparedParameter,
  hypertables: readonly Row<'hypertables'>[],
  snapshot: Snapshot | null,
): string | null {
  const hypertable = hypertables.find(({ timeColumn }) => timeColumn === column);
  const chunks = snapshot?.artifacts.chunks;
  if (!hypertable || !snapshot || chunks?.status !== 'ok') return null;
  const nowUnits = Date.parse(snapshot.takenAt) * 1_000;
  const newest = chunks.rows
    .filter(
      ({ hypertableId, rangeStartUnits }) =>
        hypertableId === hypertable.hypertableId && rangeStartUnits !== null,
    )
    .filter(({ rangeStartUnits }) => hypertable.isIntegerTime || (rangeStartUnits ?? 0) <= nowUnits)
    .sort((left, right) => (right.rangeStartUnits ?? 0) - (left.rangeStartUnits ?? 0))[0];
  const units = operator.startsWith('<') ? newest?.rangeEndUnits : newest?.rangeStartUnits;
  if (units === undefined || units === null) return null;
  return hypertable.isIntegerTime ? String(Math.round(units)) : new Date(units / 1_000).toISOString();
}

const PLAIN_VALUES: readonly (readonly [RegExp, string])[] = [
  [/\[\]$/, '{}'],
  [/^(smallint|integer|bigint|numeric|real|double precision|oid)/, '10'],
  [/^interval/, '1 day'],
  [/^boolean/, 'true'],
  [/^uuid/, '00000000-0000-0000-0000-000000000000'],
  [/^jsonb?/, '{}'],
  [/^inet|^cidr/, '10.0.0.1'],
  [/^time( |$)/, '12:00'],
  [/^date|^timestamp/, 'now'],
];

const plainValue = (type: string): string => PLAIN_VALUES.find(([pattern]) => pattern.test(type))?.[1] ?? 'a';
