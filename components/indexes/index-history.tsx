'use client';
import { type HistoryChart, HistoryCharts } from '@/components/history/history-charts';
import type { IndexesAnswer } from '@/lib/api/indexes';
import { bytes } from '@/lib/format/bytes';
import { rate } from '@/lib/format/rate';

const OF_TABLES = { size: 'tableIndexBytes', scans: 'tableIndexScansPerSecond', label: 'of tables' };
const OF_HYPERTABLES = {
  size: 'hypertableIndexBytes',
  scans: 'hypertableIndexScansPerSecond',
  label: 'of hypertables',
};

/** Sizes of all indexes together and, where the server counts them, their scans. */
export function IndexHistory({
  databaseId,
  answer: { indexes, hypertableIndexes, counting },
}: {
  readonly databaseId: string;
  readonly answer: Pick<IndexesAnswer, 'indexes' | 'hypertableIndexes' | 'counting'>;
}) {
  // What could not be read may have been before.
  const kinds = [
    ...(indexes?.length === 0 ? [] : [OF_TABLES]),
    ...(hypertableIndexes?.length === 0 ? [] : [OF_HYPERTABLES]),
  ];
  const sizes: HistoryChart = {
    title: 'Size of all indexes',
    unit: 'bytes',
    format: bytes,
    scaleBase: 1_024,
    lines: kinds.map(({ size, label }) => ({ metric: size, label, of: 'max' })),
  };
  const scans: HistoryChart = {
    title: 'Scans of all indexes',
    unit: 'a second',
    format: rate,
    lines: kinds.map((kind) => ({ metric: kind.scans, label: kind.label })),
  };
  return <HistoryCharts databaseId={databaseId} charts={counting === null ? [sizes] : [sizes, scans]} />;
}
