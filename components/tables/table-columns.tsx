import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { SeverityShape, severityWord } from '@/components/ui/severity';
import { Unknown } from '@/components/ui/unknown';
import type { VirtualColumn } from '@/components/ui/virtual-table';
import type { TableSummary } from '@/lib/api/tables';
import { bytes } from '@/lib/format/bytes';
import { count, counted, countShort } from '@/lib/format/count';
import { percent, times } from '@/lib/format/ratio';

const NO_COUNTERS = 'this server keeps no statistics';

/** The list's columns; on a phone name, size and need remain. */
export function tableColumns(): VirtualColumn<TableSummary>[] {
  return [
    {
      id: 'name',
      header: 'Table',
      width: 'minmax(min(8rem, 22vw), 2fr)',
      value: ({ subject }) => subject,
      cell: (row) => <NameCell row={row} />,
    },
    {
      id: 'size',
      header: 'Size',
      align: 'end',
      width: '5.25rem',
      value: ({ totalBytes }) => totalBytes,
      cell: (row) => <span title={partsOfSize(row)}>{bytes(row.totalBytes)}</span>,
    },
    {
      id: 'growth',
      header: 'A day',
      align: 'end',
      width: '5.25rem',
      wideOnly: true,
      value: ({ growthBytesPerDay }) => growthBytesPerDay,
      cell: ({ growthBytesPerDay: growth }) =>
        growth === null ? (
          <Unknown reason="history does not span an hour yet, or the table is not among the largest" />
        ) : (
          `${growth > 0 ? '+' : ''}${bytes(growth)}`
        ),
    },
    {
      id: 'rows',
      header: 'Rows',
      align: 'end',
      width: '4.5rem',
      wideOnly: true,
      value: ({ rows }) => rows,
      cell: ({ rows }) =>
        rows === null ? (
          <Unknown reason="the table was never analysed" />
        ) : (
          <span title={`${count(rows)}, as the planner estimates`}>{countShort(rows)}</span>
        ),
    },
    {
      id: 'dead',
      header: 'Dead rows',
      align: 'end',
      width: '5rem',
      wideOnly: true,
      value: ({ deadRows }) => deadRows,
      cell: ({ deadRows }) =>
        deadRows === null ? (
          <Unknown reason={NO_COUNTERS} />
        ) : (
          <span title={count(deadRows)}>{countShort(deadRows)}</span>
        ),
    },
    {
      id: 'need',
      header: 'Vacuum due',
      align: 'end',
      width: '5.5rem',
      value: ({ vacuumNeedRatio }) => vacuumNeedRatio,
      cell: (row) => <NeedCell row={row} />,
    },
    {
      id: 'vacuum',
      header: 'Vacuumed',
      align: 'end',
      width: '5rem',
      wideOnly: true,
      value: ({ lastVacuumAt }) => lastVacuumAt,
      cell: ({ lastVacuumAt }) => <When at={lastVacuumAt} />,
    },
    {
      id: 'analyze',
      header: 'Analysed',
      align: 'end',
      width: '5rem',
      wideOnly: true,
      value: ({ lastAnalyzeAt }) => lastAnalyzeAt,
      cell: ({ lastAnalyzeAt }) => <When at={lastAnalyzeAt} />,
    },
    {
      id: 'wasted',
      header: 'Wasted',
      align: 'end',
      width: '5.25rem',
      wideOnly: true,
      value: ({ wastedBytes }) => wastedBytes,
      cell: ({ wastedBytes, isWastedDoubtful }) =>
        wastedBytes === null ? (
          <Unknown reason="estimated for the 200 largest tables from 512 KiB on, where columns have statistics that may be read" />
        ) : (
          <span
            title={
              isWastedDoubtful
                ? 'a weak estimate: columns without statistics, or many changes since ANALYZE'
                : 'estimated, within a few percent of the table'
            }
          >
            {isWastedDoubtful ? '~ ' : ''}
            {bytes(wastedBytes)}
          </span>
        ),
    },
    {
      id: 'age',
      header: 'Freeze age',
      align: 'end',
      width: '5rem',
      wideOnly: true,
      value: ageRatio,
      cell: (row) => {
        const ratio = ageRatio(row);
        return ratio === null ? (
          <Unknown reason="it holds no rows itself, or the setting is not known" />
        ) : (
          <span
            title={`${count(row.xidAge)} of ${count(row.freezeMaxAge)} transactions, then it is vacuumed by force`}
          >
            {percent(ratio)}
          </span>
        );
      },
    },
  ];
}

/** How much of the age at which a table is vacuumed by force it has reached. */
export const ageRatio = ({ xidAge, freezeMaxAge }: TableSummary) =>
  xidAge === null || freezeMaxAge === null ? null : xidAge / freezeMaxAge;

function partsOfSize({ heapBytes, toastBytes, indexBytes }: TableSummary): string {
  return heapBytes === null
    ? 'rows and columnstore of all chunks'
    : `${bytes(heapBytes)} rows, ${bytes(toastBytes)} TOAST, ${bytes(indexBytes)} indexes`;
}

function When({ at }: { readonly at: string | null }) {
  return at === null ? <Unknown reason="not since the statistics began" /> : <RelativeTime at={at} />;
}

function NameCell({ row }: { readonly row: TableSummary }) {
  const { schema, name, kind, parts, isUnlogged, findings } = row;
  const [worst] = findings;
  return (
    <span className="flex min-w-0 items-center gap-2">
      {worst && <SeverityShape severity={worst.severity} label={severityWord(worst.severity)} />}
      <Link
        href={`?table=${encodeURIComponent(row.subject)}`}
        scroll={false}
        title={`${schema}.${name}`}
        className="block min-w-0 truncate rounded-sm font-medium hover:underline"
      >
        {schema !== 'public' && <span className="text-faint">{schema}.</span>}
        {name}
      </Link>
      {/* On a phone the name needs the room. */}
      <span className="flex shrink-0 gap-2 max-sm:hidden">
        {kind === 'hypertable' && <Badge tone="outline">{counted(parts, 'chunk')}</Badge>}
        {kind === 'partitioned' && <Badge tone="outline">{counted(parts, 'partition')}</Badge>}
        {kind === 'materialized-view' && <Badge tone="outline">view</Badge>}
        {isUnlogged && <Badge tone="outline">unlogged</Badge>}
      </span>
    </span>
  );
}

/** How far it is on the way to its own trigger: at 100 % autovacuum comes, and at 200 % it is late. */
function NeedCell({ row }: { readonly row: TableSummary }) {
  const { vacuumNeedRatio: need, vacuumNeedOf, isAutovacuumed, kind } = row;
  if (need === null)
    return <Unknown reason={kind === 'hypertable' ? 'told chunk by chunk on its own screen' : NO_COUNTERS} />;
  return (
    <span
      title={`by ${vacuumNeedOf}, of what makes autovacuum come`}
      className={need >= 1 ? 'font-medium' : ''}
    >
      {isAutovacuumed === false && <span className="text-faint">off · </span>}
      {need >= 2 ? times(need) : percent(need)}
    </span>
  );
}
