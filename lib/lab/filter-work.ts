import type { LabMeasure } from './lab-result';

type FilterMeasure = Pick<LabMeasure['filters'][number], 'rowsRead' | 'batchesRead'>;

/** To look at a batch takes as long as to decompress so many of its rows: measured, 10–20 µs against 0.1–0.2 µs a row. */
const BATCH_ROWS = 100;

/** What a filter has to do, in rows: the same in every run, whatever else the machine does, unlike its time. */
export const filterWork = ({ rowsRead, batchesRead }: FilterMeasure): number =>
  rowsRead + BATCH_ROWS * batchesRead;
