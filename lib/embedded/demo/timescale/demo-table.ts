/** One hypertable of the demo: how it is made, what flows into it, what is wrong with it. */
export interface DemoTable {
  name: string;
  /** How far its rows go back. */
  days: number;
  /** A row, or a row for each device, comes this often. */
  stepSeconds: number;
  /** Whether rows keep coming while the demo runs. */
  isLive: boolean;
  create: string[];
  /**
   * Inserts the rows after instant $1 up to instant $2. One statement seeds, catches up and ingests, and computes
   * every value from its time, so that the same instants always give the same rows.
   */
  rows: string;
  /** Where the time of the newest row is not `max(time)`. */
  newest?: string;
  /** After the rows: policies, aggregates and the planted defects. */
  finish: string[];
}

/** Instants on a fixed grid, so that a later run goes on exactly where an earlier one ended. */
export function instants(stepSeconds: number): string {
  const step = `INTERVAL '${stepSeconds} seconds'`;
  return `generate_series(date_bin(${step}, $1::timestamptz, '2000-01-01') + ${step}, $2::timestamptz, ${step}) AS time`;
}

/** A number from 0 to 1 that depends on nothing but an integer expression. */
export function noise(integer: string): string {
  return `((hashint8extended(${integer}, 42) & 1048575) / 1048575::float8)`;
}

/** The time of a row as an integer, to compute from. */
export const epoch = 'extract(epoch FROM time)::bigint';
