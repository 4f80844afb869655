import type { ColumnOrder } from '@/lib/sql/columnstore';

/** A bounded lab: each one costs a second or two of the sandbox. */
export const MOST_CANDIDATES = 12;
/** Segments of fewer rows only make the columnstore larger: they are tried as the lead of the order alone. */
const LEAST_SEGMENT_ROWS = 20;

export interface LabSettings {
  readonly segmentBy: readonly string[];
  readonly orderBy: readonly ColumnOrder[];
}

/** Where a candidate comes from: how it is today, what TimescaleDB would choose, what the rules advise, or tried besides. */
export type Origin = 'now' | 'default' | 'rules' | 'tried';

export interface Candidate {
  readonly id: string;
  readonly settings: LabSettings;
  readonly origins: readonly Origin[];
}

export interface MeasuredKey {
  readonly name: string;
  /** Rows of one value in a chunk, as counted in the sample. */
  readonly rowsPerValue: number;
}

interface CandidateInput {
  readonly time: ColumnOrder;
  /** Null where there is no columnstore, or where nothing was compressed yet and TimescaleDB decides then. */
  readonly now: LabSettings | null;
  readonly defaults: LabSettings | null;
  readonly advised: LabSettings | null;
  /** The most useful first. */
  readonly keys: readonly MeasuredKey[];
}

/** Up to twelve settings to measure; those that make the same batches are one. */
export function candidates({ time, now, defaults, advised, keys }: CandidateInput): Candidate[] {
  const found = new Map<string, { settings: LabSettings; origins: Origin[] }>();
  const add = (origin: Origin, settings: LabSettings | null) => {
    if (!settings) return;
    const complete = withTime(settings, time);
    const key = layout(complete);
    const known = found.get(key);
    if (known) known.origins.push(origin);
    else found.set(key, { settings: complete, origins: [origin] });
  };
  add('now', now);
  add('default', defaults);
  add('rules', advised);
  const asc = (column: string): ColumnOrder => ({ column, descending: false });
  const segments = keys
    .filter(({ rowsPerValue }) => rowsPerValue >= LEAST_SEGMENT_ROWS)
    .map(({ name }) => name);
  const names = keys.map(({ name }) => name);
  for (const name of segments) add('tried', { segmentBy: [name], orderBy: [time] });
  for (const name of names) add('tried', { segmentBy: [], orderBy: [asc(name), time] });
  add('tried', { segmentBy: [], orderBy: [time] });
  for (const segment of segments)
    for (const name of names)
      if (name !== segment) add('tried', { segmentBy: [segment], orderBy: [asc(name), time] });
  const [first, second] = segments;
  if (first !== undefined && second !== undefined)
    add('tried', { segmentBy: [first, second], orderBy: [time] });
  return [...found.values()]
    .slice(0, MOST_CANDIDATES)
    .map(({ settings, origins }, at) => ({ id: `c${at + 1}`, settings, origins: [...new Set(origins)] }));
}

/** A segment's column has one value in a batch, so that it orders nothing; time always ends the order, as TimescaleDB adds it. */
function withTime({ segmentBy, orderBy }: LabSettings, time: ColumnOrder): LabSettings {
  const order = orderBy.filter(({ column }) => !segmentBy.includes(column));
  return {
    segmentBy,
    orderBy: order.some(({ column }) => column === time.column) ? order : [...order, time],
  };
}

/** Directions make the same batches, and so does another order of the segments. */
const layout = ({ segmentBy, orderBy }: LabSettings) =>
  JSON.stringify([[...segmentBy].sort(), orderBy.map(({ column }) => column)]);

/** The column whose values lie together: the first segment, else what leads the order. Null where that is time alone. */
export function leadColumn({ segmentBy, orderBy }: LabSettings, timeColumn: string): string | null {
  const lead = segmentBy[0] ?? orderBy[0]?.column;
  return lead === undefined || lead === timeColumn ? null : lead;
}
