import Link from 'next/link';
import { rangeText } from '@/components/charts/chunk-map/range-text';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { WorstChunk } from '@/lib/api/compression';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { times } from '@/lib/format/ratio';
import { hypertableHref } from '../hypertables/hypertable-href';

/** The compressed chunks that gained least, each with a link to its place on the map. */
export function WorstChunks({
  databaseId,
  chunks,
}: {
  readonly databaseId: string;
  readonly chunks: readonly WorstChunk[];
}) {
  return (
    <Table label="Compressed chunks with the lowest ratio">
      <thead>
        <tr>
          <Th>Chunk of</Th>
          <Th>Range</Th>
          <Th align="end">Ratio</Th>
          <Th align="end">Before</Th>
          <Th align="end">Now</Th>
          <Th align="end">Rows a batch</Th>
        </tr>
      </thead>
      <tbody>
        {chunks.map((chunk) => (
          <Tr key={chunk.chunkId}>
            <Td className="whitespace-nowrap">
              <Link
                href={placeHref(databaseId, chunk)}
                className="font-medium hover:underline"
                title={`${chunk.chunkSchema}.${chunk.chunkName}`}
              >
                <span className="font-normal text-faint">{chunk.schema}.</span>
                {chunk.name}
              </Link>
            </Td>
            <Td className="nums whitespace-nowrap text-muted">
              {chunk.rangeStartUnits === null || chunk.rangeEndUnits === null ? (
                <Unknown reason="open-ended" />
              ) : (
                rangeText({ from: chunk.rangeStartUnits, to: chunk.rangeEndUnits }, chunk.isIntegerTime)
              )}
            </Td>
            <Td align="end" className="font-medium">
              {times(chunk.ratio)}
            </Td>
            <Td align="end">{bytes(chunk.beforeBytes)}</Td>
            <Td align="end">{bytes(chunk.columnBytes)}</Td>
            <Td align="end">
              {chunk.rowsPerBatch === null ? (
                <Unknown reason="the catalog no longer has its row counts" />
              ) : (
                count(Math.round(chunk.rowsPerBatch * 10) / 10)
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function placeHref(databaseId: string, { schema, name, rangeStartUnits, rangeEndUnits }: WorstChunk): string {
  const place =
    rangeStartUnits === null || rangeEndUnits === null
      ? ''
      : `?pinFrom=${rangeStartUnits}&pinTo=${rangeEndUnits}`;
  return `${hypertableHref(databaseId, schema, name)}${place}`;
}
