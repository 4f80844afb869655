import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { isSmallerThan, vacuumFull } from '@/lib/sql/relation';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type NotRun, type RuleContext, type Severity } from '../rule';
import { NO_TABLE, NOT_REBUILT, rewriteStep } from '../shared/tables/table-steps';

/** temBoard and pgEdge warn at half, awesome-prometheus-alerts at 80 %; check_postgres at a gigabyte. */
const LEAST_BYTES = 1e9;
const LEVELS: readonly { readonly severity: Severity; readonly ratio: number; readonly bytes: number }[] = [
  { severity: 'critical', ratio: 0.8, bytes: 10e9 },
  { severity: 'warning', ratio: 0.5, bytes: LEAST_BYTES },
];
/** The estimate was within three points of what pgstattuple measured (70 % and 50 % of the rows deleted). */
const ERROR_RATIO = 0.03;
/** Rows that were changed since the statistics were made, as a share: beyond it the estimate is of another table. */
const STALE_RATIO = 0.2;

export default defineRule({
  meta: {
    id: 'vacuum/table-bloat',
    title: 'Tables are mostly empty room',
    why: 'VACUUM makes room usable again, but the file keeps its size. A table that was once full of dead rows is read, cached and backed up at that size for good.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-SPACE-RECOVERY',
    needs: ['tableBloat', 'tables'],
    facts: {
      wastedBytes: { label: 'Room that holds no row, estimated', source: 'pg_class, pg_stats' },
      wastedRatio: { label: 'Share of the table', source: 'pg_class, pg_stats' },
      heapBytes: { label: 'Size of the table without TOAST', source: 'pg_class.relpages' },
      packedBytes: { label: 'What its rows would take packed anew', source: 'pg_class.reltuples, pg_stats' },
    },
  },
  check({ tableBloat, tables }, context) {
    if (tables.length === 0) return NO_TABLE;
    const rows = new Map(tables.map((table) => [table.relationOid, table]));
    const found = tableBloat.flatMap((row) => {
      const level = levelOf(row, context);
      return level ? [finding(row, level.severity, rows.get(row.relationOid))] : [];
    });
    const hidden = hiddenOf(tableBloat, context);
    return hidden ? { ...hidden, findings: found } : found;
  },
});

/** Of those that are large enough to be found. */
function hiddenOf(tableBloat: readonly Row<'tableBloat'>[], context: RuleContext): NotRun | null {
  const large = tableBloat.filter(({ heapBytes }) => heapBytes >= byteThreshold(LEAST_BYTES, context));
  const hidden = large.filter(({ isReadable }) => !isReadable);
  return hidden.length === 0
    ? null
    : {
        unknown: hidden.map(({ schema, name }) => [schema, name]),
        notRun: `${hidden.length} of ${counted(large.length, 'large table')} cannot be estimated: this role may not SELECT from ${hidden.length === 1 ? 'it' : 'them'}, so that the statistics are hidden`,
      };
}

const wastedOf = ({ heapBytes, packedBytes }: Row<'tableBloat'>) =>
  Math.max(0, heapBytes - (packedBytes ?? heapBytes));

const levelOf = (row: Row<'tableBloat'>, context: RuleContext) =>
  LEVELS.find(
    ({ ratio, bytes: least }) =>
      wastedOf(row) >= ratio * row.heapBytes && wastedOf(row) >= byteThreshold(least, context),
  );

function finding(row: Row<'tableBloat'>, severity: Severity, table: Row<'tables'> | undefined): Finding {
  const { schema, name, heapBytes, packedBytes, columnsUnknown } = row;
  const wastedBytes = wastedOf(row);
  const isStale = (table?.modifiedSinceAnalyze ?? 0) > STALE_RATIO * Math.max(1, table?.estimatedRows ?? 0);
  const doubts = [
    ...(columnsUnknown > 0 ? [`${columnsUnknown} of its columns have no statistics`] : []),
    ...(isStale ? ['it has changed much since the last ANALYZE'] : []),
  ];
  const error = ERROR_RATIO * heapBytes;
  const whole = heapBytes + (table?.indexBytes ?? 0) + (table?.toastBytes ?? 0);
  const left = whole - wastedBytes;
  return {
    subject: [schema, name],
    severity,
    confidence: doubts.length > 0 ? 'low' : 'medium',
    title: `Give back ${bytes(wastedBytes)} of ${schema}.${name}`,
    detail: `About ${percent(wastedBytes / heapBytes)} of its ${bytes(heapBytes)} hold no row, as estimated from the planner’s statistics${doubts.length > 0 ? `; ${doubts.join(', and ')}` : ''}. Where new rows will soon fill that room, leave it alone.`,
    facts: { wastedBytes, wastedRatio: wastedBytes / heapBytes, heapBytes, packedBytes },
    impact: {
      bytesSaved: { low: Math.max(0, wastedBytes - error), high: Math.min(heapBytes, wastedBytes + error) },
      basis: `${count(heapBytes)} bytes of table − ${count(Math.round(packedBytes ?? 0))} bytes that its rows take packed anew, ± ${ERROR_RATIO * 100} % of the table.`,
    },
    advice: {
      steps: [rewriteStep(vacuumFull(schema, name), `${schema}.${name}`, left, 'none')],
      undo: { impossible: 'Not needed: the same rows in less room.' },
      // Halfway between what it should become and what it is: the indexes shrink as well.
      verify: { sql: isSmallerThan(schema, name, Math.ceil(whole - wastedBytes / 2)), expect: 'true' },
      worsens: `Nobody reads or writes the table while it runs, and it takes up to ${bytes(left)} more disk until it is done.`,
      role: `owner of ${schema}.${name}`,
      deletesData: false,
      note: 'For a table that must stay readable use the extension pg_repack or pg_squeeze, which copy beside the writers. pgstattuple_approx(), of the extension pgstattuple, measures instead of estimating; it reads the pages that are not all visible. Find out first why it became so: long transactions, autovacuum that is off or late, one large DELETE.',
      notRehearsable: NOT_REBUILT,
    },
  };
}
