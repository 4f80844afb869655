import Link from 'next/link';
import { Unknown } from '@/components/ui/unknown';
import type { VirtualColumn } from '@/components/ui/virtual-table';
import type { Statement } from '@/lib/api/queries';
import { percent } from '@/lib/format/ratio';
import { MEASURE_IDS, MEASURES, type Measure, type MeasureId } from './measures';
import { queryHref } from './query-href';

/** A statement with its place in the list. */
export interface RankedStatement {
  readonly statement: Statement;
  readonly share: number | null;
  /** One entry for each role and level: together they tell rows apart. */
  readonly key: string;
}

const WIDTHS: Readonly<Record<MeasureId, string>> = {
  time: '5.5rem',
  mean: '5.25rem',
  calls: '4rem',
  io: '6.5rem',
  wal: '4.75rem',
  temp: '6.25rem',
  planning: '4.5rem',
  rows: '5rem',
};

/** What the columns are of. */
interface Listed {
  readonly rows: readonly RankedStatement[];
  readonly blockBytes: number;
  readonly tracksPlanning: boolean;
}

/** The list's columns; on a phone the text, what it is ranked by and the share remain. */
export function queryColumns(
  databaseId: string,
  by: MeasureId,
  { blockBytes, tracksPlanning, rows }: Listed,
): VirtualColumn<RankedStatement>[] {
  // A column of zeros tells nothing.
  const isMeasured = (id: MeasureId) => rows.some(({ statement }) => MEASURES[id].of(statement, blockBytes));
  const others = MEASURE_IDS.filter((id) => id !== by && isMeasured(id));
  const column = (id: MeasureId) =>
    id === 'planning' && !tracksPlanning
      ? unmeasured(MEASURES[id])
      : measureColumn(MEASURES[id], blockBytes, id !== by);
  return [
    {
      id: 'query',
      header: 'Statement',
      // Of a phone what is left; of wider screens enough to tell statements apart.
      width: 'minmax(clamp(7rem, 26vw, 14rem), 3fr)',
      value: ({ statement }) => statement.query,
      cell: ({ statement }) => <TextCell databaseId={databaseId} statement={statement} />,
    },
    column(by),
    {
      id: 'share',
      header: 'Share',
      align: 'end',
      width: 'min(6.75rem, 15vw)',
      value: ({ share }) => share,
      cell: ({ share }) => <Share ratio={share} />,
    },
    ...others.map(column),
    {
      id: 'role',
      header: 'Role',
      width: 'minmax(4rem, 7rem)',
      wideOnly: true,
      value: ({ statement }) => statement.roleName,
      cell: ({ statement: { roleName } }) => (
        <span className="text-muted" title={roleName ?? ''}>
          {roleName ?? '–'}
        </span>
      ),
    },
  ];
}

function measureColumn(
  measure: Measure,
  blockBytes: number,
  wideOnly: boolean,
): VirtualColumn<RankedStatement> {
  const value = ({ statement }: RankedStatement) => measure.of(statement, blockBytes);
  return {
    id: measure.id,
    header: measure.label,
    align: 'end',
    width: WIDTHS[measure.id],
    wideOnly,
    value,
    cell: (row) => {
      const known = value(row);
      return known === null ? <Unknown reason="it did not run" /> : measure.format(known);
    },
  };
}

/** Its zeros are no measurement. */
const unmeasured = ({ id, label }: Measure): VirtualColumn<RankedStatement> => ({
  id,
  header: label,
  align: 'end',
  width: WIDTHS[id],
  wideOnly: true,
  value: () => null,
  cell: () => <Unknown reason="pg_stat_statements.track_planning is off" />,
});

function TextCell({ databaseId, statement }: { readonly databaseId: string; readonly statement: Statement }) {
  const { query, queryId } = statement;
  // A dash a row would be a list of nothing.
  if (queryId === null)
    return (
      <span className="block truncate text-faint" title="Its text and id are hidden from the monitoring role">
        hidden, of {statement.roleName ?? 'another role'}
      </span>
    );
  const text = query?.replaceAll(/\s+/g, ' ').trim() || 'text not shown';
  return (
    <Link
      href={queryHref(databaseId, queryId)}
      title={text.slice(0, 600)}
      className="block truncate rounded-sm font-mono text-xs hover:underline"
    >
      {text}
    </Link>
  );
}

/** A bar and its number. */
function Share({ ratio }: { readonly ratio: number | null }) {
  if (ratio === null) return <Unknown reason="all of it together is nothing" />;
  return (
    <span className="flex items-center justify-end gap-2">
      <svg
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="h-1.5 w-10 rounded-full max-sm:hidden"
      >
        <rect width="100" height="6" className="fill-hover" />
        <rect width={Math.min(100, 100 * ratio)} height="6" className="fill-accent" />
      </svg>
      <span className="w-12">{percent(ratio)}</span>
    </span>
  );
}
