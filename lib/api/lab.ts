import { queryOptions } from '@tanstack/react-query';
import type { LabResult } from '@/lib/lab/lab-result';
import { type ProgressEvent, runStream } from './event-stream';
import { databasePath } from './paths';
import { getJson } from './request';

export type { LabCandidate, LabFilter, LabMeasure, LabPiece, LabResult } from '@/lib/lab/lab-result';

export interface LabAnswer {
  /** What the role needs to read a sample, and its revocation. */
  readonly grantSql: string;
  readonly revokeSql: string;
  readonly mostRows: number;
  readonly mostBytes: number;
  /** Null until the lab has run on it since Chunkwise was started. */
  readonly result: LabResult | null;
}

const labPath = (databaseId: string, schema: string, name: string) =>
  databasePath(databaseId, 'hypertables', schema, name, 'lab');

export const labQuery = (databaseId: string, schema: string, name: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'hypertable', schema, name, 'lab'],
    queryFn: ({ signal }) => getJson<LabAnswer>(labPath(databaseId, schema, name), signal),
    // It changes only by running, which writes it here.
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Runs the lab on one hypertable; aborting the signal cancels what it does. */
export const runLab = (
  databaseId: string,
  schema: string,
  name: string,
  reader: { readonly signal: AbortSignal; readonly onProgress: (progress: ProgressEvent) => void },
) => runStream<LabResult>(labPath(databaseId, schema, name), undefined, reader);
