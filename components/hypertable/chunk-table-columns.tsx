import { STATE_WORDS } from '@/components/charts/chunk-map/chunk-states';
import { ChunkSwatch } from '@/components/charts/chunk-map/chunk-swatch';
import { rangeText } from '@/components/charts/chunk-map/range-text';
import { RelativeTime } from '@/components/ui/relative-time';
import { Unknown } from '@/components/ui/unknown';
import type { VirtualColumn } from '@/components/ui/virtual-table';
import type { ChunksAnswer } from '@/lib/api/chunks';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';
import type { ChunkRow } from './chunk-filter';
import { chunkRatio, chunkRows, uncompressedBytes } from './chunk-source';

/** Columns over the answer's arrays: a cell reads its place when it is drawn, no chunk becomes an object. */
export function chunkTableColumns({
  columns,
  schemas,
  isIntegerTime,
}: ChunksAnswer): VirtualColumn<ChunkRow>[] {
  const size = (value: number | null, reason: string) =>
    value === null ? (
      <Unknown reason={reason} />
    ) : (
      <span title={`${count(value)} bytes`}>{bytes(value)}</span>
    );
  return [
    {
      id: 'range',
      header: isIntegerTime ? 'Range' : 'Range (UTC)',
      width: 'minmax(8rem, 1.5fr)',
      value: ({ index }) => columns.rangeStartUnits[index] ?? null,
      cell: ({ index }) => rangeCell(columns, index, isIntegerTime),
    },
    {
      id: 'state',
      header: 'State',
      width: '6rem',
      value: ({ index }) => columns.state[index] ?? null,
      cell: ({ index }) => stateCell(columns.state[index] ?? 'row'),
    },
    {
      id: 'disk',
      header: 'On disk',
      align: 'end',
      width: '4.5rem',
      value: ({ index }) => columns.totalBytes[index] ?? null,
      cell: ({ index }) => size(columns.totalBytes[index] ?? null, 'the chunk vanished while it was read'),
    },
    {
      id: 'before',
      header: 'Uncompressed',
      align: 'end',
      width: '5.5rem',
      wideOnly: true,
      value: ({ index }) => uncompressedBytes(columns, index),
      cell: ({ index }) =>
        size(uncompressedBytes(columns, index), 'the catalog no longer has its size before'),
    },
    {
      id: 'ratio',
      header: 'Ratio',
      align: 'end',
      width: '3.25rem',
      wideOnly: true,
      value: ({ index }) => chunkRatio(columns, index),
      cell: ({ index }) => {
        const ratio = chunkRatio(columns, index);
        return ratio === null ? <Unknown reason="not compressed" /> : times(ratio);
      },
    },
    {
      id: 'rows',
      header: 'Rows',
      align: 'end',
      width: '5.5rem',
      wideOnly: true,
      value: ({ index }) => chunkRows(columns, index),
      cell: ({ index }) => {
        const rows = chunkRows(columns, index);
        return rows === null ? <Unknown reason="never analysed" /> : count(rows);
      },
    },
    {
      id: 'batch',
      header: 'Rows a batch',
      align: 'end',
      width: '5.25rem',
      wideOnly: true,
      value: ({ index }) => rowsPerBatch(columns, index),
      cell: ({ index }) => {
        const rows = rowsPerBatch(columns, index);
        return rows === null ? <Unknown reason="not compressed" /> : count(Math.round(rows));
      },
    },
    {
      id: 'analysed',
      header: 'Analysed',
      align: 'end',
      width: '5rem',
      wideOnly: true,
      value: ({ index }) => columns.lastAnalyzeAt[index] ?? null,
      cell: ({ index }) => {
        const at = columns.lastAnalyzeAt[index] ?? null;
        return at === null ? (
          <Unknown reason="never, or this server keeps no statistics" />
        ) : (
          <RelativeTime at={at} />
        );
      },
    },
    {
      id: 'name',
      header: 'Chunk',
      width: 'minmax(10rem, 1fr)',
      wideOnly: true,
      value: ({ index }) => columns.name[index] ?? null,
      cell: ({ index }) => (
        <ChunkName schema={schemas[columns.schemaIndex[index] ?? 0] ?? ''} name={columns.name[index] ?? ''} />
      ),
    },
  ];
}

function ChunkName({ schema, name }: { readonly schema: string; readonly name: string }) {
  return (
    <span className="font-mono text-muted text-xs" title={`${schema}.${name}`}>
      {name}
    </span>
  );
}

function rangeCell(columns: ChunksAnswer['columns'], index: number, isIntegerTime: boolean) {
  const [from, to] = [columns.rangeStartUnits[index] ?? null, columns.rangeEndUnits[index] ?? null];
  if (from === null || to === null) return <Unknown reason="open-ended" />;
  return (
    <span className="nums max-sm:whitespace-normal max-sm:text-xs max-sm:leading-tight">
      {rangeText({ from, to }, isIntegerTime).replace(/ UTC$/, '')}
    </span>
  );
}

function stateCell(state: ChunksAnswer['columns']['state'][number]) {
  return (
    <span className="inline-flex items-center gap-1.5" title={STATE_WORDS[state].meaning}>
      <ChunkSwatch state={state} />
      {STATE_WORDS[state].label}
    </span>
  );
}

function rowsPerBatch(columns: ChunksAnswer['columns'], index: number): number | null {
  const [rows, batches] = [columns.compressedRows[index] ?? null, columns.compressedBatches[index] ?? null];
  return rows === null || batches === null || batches === 0 ? null : rows / batches;
}
