import { Badge } from '@/components/ui/badge';
import { State } from '@/components/ui/state';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';

type LogicalIndex = NonNullable<HypertableAnswer['indexes']>[number];

/** Indexes as their user thinks of them: the index of the hypertable, its chunk indexes summed up. */
export function IndexesTable({ indexes }: { readonly indexes: readonly LogicalIndex[] | null }) {
  if (indexes === null) {
    return (
      <State kind="unknown" title="Indexes are not read yet.">
        Their roll-up reads every chunk, so it runs every 30 minutes.
      </State>
    );
  }
  if (indexes.length === 0) return <State kind="empty" title="This hypertable has no index." />;
  return (
    <Table label="Indexes">
      <thead>
        <tr>
          <Th>Index</Th>
          <Th align="end">Size</Th>
          <Th align="end">Scans</Th>
          <Th align="end">On chunks</Th>
          <Th>Definition</Th>
        </tr>
      </thead>
      <tbody>
        {indexes.map((index) => (
          <Tr key={`${index.schema}.${index.name}`}>
            <Td className="font-medium">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1 break-all">
                {index.name}
                {index.isPrimary && <Badge>primary key</Badge>}
                {index.isUnique && !index.isPrimary && <Badge>unique</Badge>}
                {!index.isValid && <Badge tone="critical">✕ not valid</Badge>}
              </span>
            </Td>
            <Td align="end">{bytes(index.totalBytes)}</Td>
            <Td align="end">
              {index.scans === null ? (
                <Unknown reason="this server keeps no index statistics" />
              ) : (
                count(index.scans)
              )}
            </Td>
            <Td align="end">
              <ChunkCoverage index={index} />
            </Td>
            <Td className="min-w-72 break-words font-mono text-muted text-xs">{index.definition}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** Fewer chunk indexes than chunks: part of the hypertable is read without it. */
function ChunkCoverage({ index: { chunkIndexes, expectedChunks } }: { readonly index: LogicalIndex }) {
  if (expectedChunks === null || chunkIndexes >= expectedChunks) return count(chunkIndexes);
  return (
    <Badge tone="warning">
      {count(chunkIndexes)} of {count(expectedChunks)}
    </Badge>
  );
}
