import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { SeverityShape, severityRank, severityWord } from '@/components/ui/severity';
import { Unknown } from '@/components/ui/unknown';
import type { VirtualColumn } from '@/components/ui/virtual-table';
import { bytes } from '@/lib/format/bytes';
import { count, countShort } from '@/lib/format/count';
import { findingHref } from '../hypertables/hypertable-href';
import type { IndexRow } from './index-row';
import { verdictOf } from './verdict';

/** The list's columns; on a phone name, size and verdict remain. */
export function indexColumns(databaseId: string, tellsLastScan: boolean): VirtualColumn<IndexRow>[] {
  return [
    {
      id: 'name',
      header: 'Index',
      width: 'minmax(8rem, 2.4fr)',
      value: ({ schema, tableName, name }) => `${schema}.${tableName} ${name}`,
      cell: (row) => <NameCell row={row} />,
    },
    {
      id: 'size',
      header: 'Size',
      align: 'end',
      width: '4.75rem',
      value: ({ totalBytes }) => totalBytes,
      cell: ({ totalBytes }) => bytes(totalBytes),
    },
    {
      id: 'wasted',
      header: 'Wasted',
      align: 'end',
      width: '5.25rem',
      wideOnly: true,
      value: ({ wastedBytes }) => wastedBytes,
      cell: ({ wastedBytes }) =>
        wastedBytes === null ? (
          <Unknown reason="estimated for B-trees of ordinary tables from 128 KiB on, where columns have statistics and keys differ" />
        ) : (
          bytes(wastedBytes)
        ),
    },
    {
      id: 'scans',
      header: 'Scans',
      align: 'end',
      width: '5rem',
      wideOnly: true,
      value: ({ scans }) => scans,
      cell: ({ scans }) =>
        scans === null ? <Unknown reason="this server keeps no index statistics" /> : count(scans),
    },
    ...(tellsLastScan
      ? [
          {
            id: 'last',
            header: 'Last scan',
            align: 'end',
            width: '6.5rem',
            wideOnly: true,
            value: ({ lastScanAt }: IndexRow) => lastScanAt,
            cell: lastScanCell,
          } as const,
        ]
      : []),
    {
      id: 'writes',
      header: 'Writes',
      align: 'end',
      width: '5rem',
      wideOnly: true,
      value: ({ tableWrites }) => tableWrites,
      cell: ({ tableWrites }) =>
        tableWrites === null ? (
          <Unknown reason="the writes of its table are not counted" />
        ) : (
          <span title={`${count(tableWrites)} rows of its table were written to it`}>
            {countShort(tableWrites)}
          </span>
        ),
    },
    {
      id: 'verdict',
      header: 'Verdict',
      width: 'minmax(5.25rem, 1.2fr)',
      value: ({ findings: [worst] }) => severityRank(worst?.severity),
      cell: (row) => <VerdictCell databaseId={databaseId} row={row} />,
    },
  ];
}

function lastScanCell({ lastScanAt, kind, scans }: IndexRow) {
  if (lastScanAt !== null) return <RelativeTime at={lastScanAt} />;
  if (scans === 0) return <span className="text-faint">never</span>;
  return (
    <Unknown
      reason={kind === 'hypertable' ? 'not kept together for chunks' : 'no scan since the server tells it'}
    />
  );
}

const PARTS = { hypertable: 'chunk', partitioned: 'partition', table: '' } as const;

function NameCell({ row }: { readonly row: IndexRow }) {
  const { schema, tableName, name, kind, parts } = row;
  return (
    <span className="flex min-w-0 flex-col leading-tight" title={row.definition}>
      <span className="flex min-w-0 items-center gap-1.5">
        {/* The row opens it; this is for keyboards. */}
        <button type="button" className="truncate rounded-sm font-medium text-ink hover:underline">
          {name}
        </button>
        {row.isPrimary && <Badge className="max-sm:hidden">primary key</Badge>}
        {row.isUnique && !row.isPrimary && <Badge className="max-sm:hidden">unique</Badge>}
        {!row.isValid && <Badge tone="critical">✕ not valid</Badge>}
      </span>
      <span className="truncate text-faint text-xs">
        {schema}.{tableName}
        {parts !== null && `, ${count(parts)} ${PARTS[kind]}${parts === 1 ? '' : 's'}`}
      </span>
    </span>
  );
}

function VerdictCell({ databaseId, row }: { readonly databaseId: string; readonly row: IndexRow }) {
  const [worst] = row.findings;
  if (!worst) return <span className="text-faint">none</span>;
  const words = row.findings.map(({ rule }) => verdictOf(rule).word).join(', ');
  return (
    <Link
      href={findingHref(databaseId, worst.key)}
      title={worst.title}
      onClick={(event) => event.stopPropagation()}
      className="flex min-w-0 items-center gap-2 rounded-sm hover:underline"
    >
      <SeverityShape severity={worst.severity} label={severityWord(worst.severity)} />
      <span className="truncate">{words}</span>
    </Link>
  );
}
