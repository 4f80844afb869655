import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { counted } from '@/lib/format/count';
import { distanceText } from './distance';

/** How the hypertable is set up: dimensions, columnstore settings now and those its chunks were compressed with. */
export function SettingsList({ answer }: { readonly answer: HypertableAnswer }) {
  const { hypertable, dimensions, compressedWith } = answer;
  const drifted = (compressedWith ?? []).filter(({ isCurrent }) => !isCurrent);
  return (
    <dl className="grid gap-x-8 gap-y-3 px-5 py-4 text-sm sm:grid-cols-2 lg:grid-cols-3">
      <Setting name="Owner">{hypertable.owner}</Setting>
      <Setting name="Time column">
        {hypertable.timeColumn} <span className="text-faint">{hypertable.timeColumnType}</span>
      </Setting>
      <Setting name="Chunk interval">
        {distanceText(hypertable.chunkIntervalSeconds, hypertable.chunkIntervalUnits)}
      </Setting>
      {(dimensions ?? [])
        .filter(({ kind }) => kind === 'space')
        .map(({ column, partitionCount }) => (
          <Setting key={column} name="Partitioned by">
            {column}, {counted(partitionCount, 'partition')}
          </Setting>
        ))}
      <Setting name="Tablespaces">
        {hypertable.tablespaces.length === 0 ? 'the database’s default' : hypertable.tablespaces.join(', ')}
      </Setting>
      <Setting name="Columnstore">{hypertable.columnstoreEnabled ? 'on' : 'off'}</Setting>
      {hypertable.columnstoreEnabled && (
        <>
          <Setting name="Segment by">{list(hypertable.segmentBy)}</Setting>
          <Setting name="Order by">{list(hypertable.orderBy)}</Setting>
        </>
      )}
      {drifted.map(({ segmentBy, orderBy, chunkCount }) => (
        <Setting key={`${segmentBy} ${orderBy}`} name="Compressed with other settings">
          <Badge tone="warning">{counted(chunkCount, 'chunk')}</Badge>{' '}
          <span className="text-muted">
            segment by {list(segmentBy)}, order by {list(orderBy)}
          </span>
        </Setting>
      ))}
    </dl>
  );
}

function list(columns: readonly string[] | null): string {
  if (columns === null) return 'decided when a chunk is compressed';
  return columns.length === 0 ? 'nothing' : columns.join(', ');
}

function Setting({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-faint text-xs">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
