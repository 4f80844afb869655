import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { Unknown } from '@/components/ui/unknown';
import type { VirtualColumn } from '@/components/ui/virtual-table';
import type { CompressionRow } from '@/lib/api/compression';
import { bytes, bytesRange } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';
import { distanceText } from '../hypertable/distance';
import { hypertableHref } from '../hypertables/hypertable-href';
import { BeforeAfterBar } from './before-after-bar';

/** A batch holds at most 1,000 rows; below this share its fixed cost outweighs what it saves (rule batches-under-filled). */
const UNDER_FILLED_ROWS = 100;

/** The list's columns; on a phone name, sizes and ratio remain. */
export function compressionColumns(databaseId: string): VirtualColumn<CompressionRow>[] {
  return [
    {
      id: 'name',
      header: 'Hypertable',
      width: 'minmax(9rem, 1.2fr)',
      value: ({ schema, name }) => `${schema}.${name}`,
      cell: ({ schema, name }) => (
        <Link
          href={hypertableHref(databaseId, schema, name)}
          title={`${schema}.${name}`}
          className="block truncate rounded-sm font-medium hover:underline"
        >
          <span className="font-normal text-faint">{schema}.</span>
          {name}
        </Link>
      ),
    },
    {
      id: 'sizes',
      header: 'Uncompressed → today',
      width: 'minmax(8rem, 1.2fr)',
      wideOnly: true,
      value: ({ uncompressedBytes }) => uncompressedBytes,
      cell: (row) => <BeforeAfterBar row={row} />,
    },
    {
      id: 'saved',
      header: 'Saved',
      align: 'end',
      width: '4.75rem',
      value: ({ savedBytes }) => savedBytes,
      cell: ({ savedBytes }) => savedCell(savedBytes),
    },
    {
      id: 'ratio',
      header: 'Ratio',
      align: 'end',
      width: '3.25rem',
      value: ({ ratio }) => ratio,
      cell: (row) => <RatioCell row={row} />,
    },
    {
      id: 'chunks',
      header: 'Compressed chunks',
      align: 'end',
      width: '7rem',
      wideOnly: true,
      value: ({ compressedChunks, chunkCount }) => (chunkCount === 0 ? 0 : compressedChunks / chunkCount),
      cell: ({ compressedChunks, chunkCount }) => (
        <>
          {count(compressedChunks)} <span className="text-faint">of {count(chunkCount)}</span>
        </>
      ),
    },
    {
      id: 'todo',
      header: 'To do',
      align: 'end',
      width: '3.5rem',
      wideOnly: true,
      value: ({ overdueChunks, partialChunks, unorderedChunks }) =>
        overdueChunks + partialChunks + unorderedChunks,
      cell: todoCell,
    },
    {
      id: 'batch',
      header: 'Rows a batch',
      align: 'end',
      width: '5.25rem',
      wideOnly: true,
      value: ({ rowsPerBatch }) => rowsPerBatch,
      cell: batchCell,
    },
    {
      id: 'settings',
      header: 'Segment by · order by · after',
      width: 'minmax(8.5rem, 1.4fr)',
      wideOnly: true,
      value: ({ segmentBy }) => segmentBy?.join(', ') ?? null,
      cell: settingsCell,
    },
    {
      id: 'potential',
      header: 'Could save',
      align: 'end',
      width: '6rem',
      wideOnly: true,
      value: ({ potential }) => potential?.high ?? null,
      cell: ({ potential, potentialBasis }) =>
        potential === null || potential.high <= 0 ? (
          <span className="text-faint" title={potentialBasis}>
            –
          </span>
        ) : (
          <span title={potentialBasis}>{bytesRange(potential)}</span>
        ),
    },
  ];
}

function savedCell(savedBytes: number) {
  if (savedBytes === 0) return <span className="text-faint">nothing</span>;
  if (savedBytes > 0) return bytes(savedBytes);
  return (
    <span className="text-warning-ink" title="it takes more than it would uncompressed">
      {bytes(savedBytes)}
    </span>
  );
}

function RatioCell({ row }: { readonly row: CompressionRow }) {
  const { ratio, ratioLow, ratioHigh, measuredChunks, columnstoreEnabled } = row;
  if (ratio === null) {
    return (
      <Unknown reason={columnstoreEnabled ? 'no compressed chunk was measured' : 'columnstore is off'} />
    );
  }
  const spread = `from ${times(ratioLow)} to ${times(ratioHigh)} on ${count(measuredChunks)} measured chunks`;
  return <span title={spread}>{times(ratio)}</span>;
}

function todoCell({ overdueChunks, partialChunks, unorderedChunks }: CompressionRow) {
  const all = overdueChunks + partialChunks + unorderedChunks;
  if (all === 0) return <span className="text-faint">0</span>;
  const words = `${count(overdueChunks)} overdue, ${count(partialChunks)} partial, ${count(unorderedChunks)} unordered`;
  return <span title={words}>{count(all)}</span>;
}

function batchCell({ rowsPerBatch }: CompressionRow) {
  if (rowsPerBatch === null) return <Unknown reason="no compressed chunk tells" />;
  const rows = count(rowsPerBatch < 10 ? Math.round(rowsPerBatch * 10) / 10 : Math.round(rowsPerBatch));
  return rowsPerBatch < UNDER_FILLED_ROWS ? (
    <Badge tone="warning" title="under-filled: 1,000 rows are a full batch">
      ▲ {rows}
    </Badge>
  ) : (
    rows
  );
}

function settingsCell(row: CompressionRow) {
  const { columnstoreEnabled, segmentBy, orderBy, hasPolicy, policyAfterSeconds, policyAfterUnits } = row;
  if (!columnstoreEnabled) return <span className="text-faint">columnstore is off</span>;
  const after = hasPolicy === false ? 'no policy' : distanceText(policyAfterSeconds, policyAfterUnits);
  const text = `${segmentBy?.join(', ') || 'none'} · ${orderBy?.join(', ') || 'default'} · ${after}`;
  return (
    <span className="text-muted" title={text}>
      {text}
    </span>
  );
}
