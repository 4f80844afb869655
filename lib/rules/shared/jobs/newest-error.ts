import type { Row } from '@/lib/collect/snapshot';

/** Of the errors that this role may read, the newest of a job. */
export function newestError(
  { jobId }: Pick<Row<'jobs'>, 'jobId'>,
  errors: readonly Row<'jobErrors'>[] | null,
): Row<'jobErrors'> | undefined {
  return errors
    ?.filter((error) => error.jobId === jobId)
    .reduce<Row<'jobErrors'> | undefined>(
      (newest, error) => (!newest || (error.startedAt ?? '') > (newest.startedAt ?? '') ? error : newest),
      undefined,
    );
}

const LIMIT_STATE = '53400';
const LIMIT_TEXT = 'tuple decompression limit exceeded';

/** Whether a statement had to decompress more rows of the columnstore than it may. */
export function isDecompressionLimit(error: Row<'jobErrors'> | undefined): boolean {
  return error?.sqlState === LIMIT_STATE && (error.message ?? '').includes(LIMIT_TEXT);
}
