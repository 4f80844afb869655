import Link from 'next/link';
import { SeverityShape, severityWord } from '@/components/ui/severity';
import { Unknown } from '@/components/ui/unknown';
import type { VirtualColumn } from '@/components/ui/virtual-table';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { times } from '@/lib/format/ratio';
import { distanceText } from '../hypertable/distance';
import { ColumnstoreCell } from './columnstore-cell';
import { findingHref, hypertableHref } from './hypertable-href';
import type { HypertableSummary } from './hypertable-summary';
import { PolicyGlyphs } from './policy-glyphs';

const SEVERITY_ORDER = { critical: 3, warning: 2, notice: 1 } as const;

/** The list's columns; on a phone name, size and the worst finding remain. */
export function hypertableColumns(databaseId: string): VirtualColumn<HypertableSummary>[] {
  return [
    {
      id: 'name',
      header: 'Hypertable',
      width: 'minmax(12rem, 1.6fr)',
      value: ({ schema, name }) => `${schema}.${name}`,
      cell: (row) => <NameCell databaseId={databaseId} row={row} />,
    },
    {
      id: 'size',
      header: 'On disk',
      align: 'end',
      width: '5.5rem',
      value: ({ totalBytes }) => totalBytes,
      cell: ({ totalBytes }) => known(totalBytes, bytes, 'chunk sizes are not read yet'),
    },
    {
      id: 'growth',
      header: 'Growth a day',
      align: 'end',
      width: '6.5rem',
      wideOnly: true,
      value: ({ bytesPerDay }) => bytesPerDay,
      cell: ({ bytesPerDay }) => known(bytesPerDay, bytes, 'needs a day of history'),
    },
    {
      id: 'chunks',
      header: 'Chunks',
      align: 'end',
      width: '4.5rem',
      wideOnly: true,
      value: ({ chunkCount }) => chunkCount,
      cell: ({ chunkCount }) => known(chunkCount, count, 'chunks are not read yet'),
    },
    {
      id: 'interval',
      header: 'Interval',
      align: 'end',
      width: '8rem',
      wideOnly: true,
      value: ({ chunkIntervalSeconds, chunkIntervalUnits }) => chunkIntervalSeconds ?? chunkIntervalUnits,
      cell: intervalCell,
    },
    {
      id: 'columnstore',
      header: 'Columnstore',
      width: '9rem',
      wideOnly: true,
      value: ({ columnstoreShareRatio }) => columnstoreShareRatio,
      cell: (row) => <ColumnstoreCell row={row} />,
    },
    {
      id: 'ratio',
      header: 'Ratio',
      align: 'end',
      width: '4rem',
      wideOnly: true,
      value: ({ columnstoreRatio }) => columnstoreRatio,
      cell: ({ columnstoreRatio, columnstoreEnabled }) =>
        known(
          columnstoreRatio,
          times,
          columnstoreEnabled ? 'no compressed chunk was measured' : 'columnstore is off',
        ),
    },
    {
      id: 'policies',
      header: 'Policies',
      width: '6.5rem',
      wideOnly: true,
      value: ({ policies }) => policies.length,
      cell: ({ policies }) => <PolicyGlyphs policies={policies} />,
    },
    {
      id: 'retention',
      header: 'Keeps',
      align: 'end',
      width: '5rem',
      wideOnly: true,
      value: (row) => retention(row)?.afterSeconds ?? retention(row)?.afterUnits ?? null,
      cell: (row) => {
        const policy = retention(row);
        return policy ? (
          distanceText(policy.afterSeconds, policy.afterUnits)
        ) : (
          <span className="text-faint">all</span>
        );
      },
    },
    {
      id: 'finding',
      header: 'Worst finding',
      width: 'minmax(2rem, 1.4fr)',
      value: ({ worstFinding }) => (worstFinding ? SEVERITY_ORDER[worstFinding.severity] : 0),
      cell: (row) => <FindingCell databaseId={databaseId} row={row} />,
    },
  ];
}

function known(value: number | null, format: (value: number) => string, reason: string) {
  return value === null ? <Unknown reason={reason} /> : format(value);
}

function retention({ policies }: HypertableSummary) {
  return policies.find(({ kind }) => kind === 'retention');
}

/** `1 h → 1 d` where a finding advises another interval. */
function intervalCell({
  chunkIntervalSeconds,
  chunkIntervalUnits,
  advisedIntervalSeconds,
}: HypertableSummary) {
  const now = distanceText(chunkIntervalSeconds, chunkIntervalUnits);
  if (advisedIntervalSeconds === null) return now;
  return (
    <span title={`advised: ${duration(advisedIntervalSeconds)}`}>
      {now} <span className="text-faint">→</span>{' '}
      <span className="font-medium text-ink">{duration(advisedIntervalSeconds)}</span>
    </span>
  );
}

function NameCell({ databaseId, row }: { readonly databaseId: string; readonly row: HypertableSummary }) {
  return (
    <Link
      href={hypertableHref(databaseId, row.schema, row.name)}
      title={`${row.schema}.${row.name}`}
      className="flex min-w-0 items-center gap-2 rounded-sm font-medium text-ink hover:underline"
    >
      <span className="truncate">
        <span className="font-normal text-faint">{row.schema}.</span>
        {row.name}
      </span>
      {row.kind === 'continuous-aggregate' && (
        <span className="shrink-0 font-normal text-faint text-xs">aggregate</span>
      )}
    </Link>
  );
}

function FindingCell({ databaseId, row }: { readonly databaseId: string; readonly row: HypertableSummary }) {
  const { worstFinding, findingCount } = row;
  if (!worstFinding) return <span className="text-faint">none</span>;
  return (
    <Link
      href={findingHref(databaseId, worstFinding.key)}
      title={worstFinding.title}
      className="flex min-w-0 items-center gap-2 rounded-sm hover:underline"
    >
      <SeverityShape severity={worstFinding.severity} label={severityWord(worstFinding.severity)} />
      <span className="truncate max-sm:sr-only">{worstFinding.title}</span>
      {findingCount > 1 && <span className="nums shrink-0 text-faint text-xs">+{findingCount - 1}</span>}
    </Link>
  );
}
