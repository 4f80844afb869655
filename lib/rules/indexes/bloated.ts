import type { Row } from '@/lib/collect/snapshot';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { isSmallerThan, leafDensity } from '@/lib/sql/relation';
import { byteThreshold } from '../byte-threshold';
import { type Advice, defineRule, type Finding, type NotRun, type RuleContext } from '../rule';
import { ORDINARY_TABLE } from '../shared/indexes/not-rehearsable';
import { rebuildStep } from '../shared/indexes/repair-steps';

/** Measured: random inserts alone keep a B-tree at 28 %, so less is no reason to act. */
const LEAST_RATIO = 0.3;
const LEAST_BYTES = 100_000_000;
/** Both together: more than half of a large index is air, in memory too. */
const MUCH_RATIO = 0.5;
const MUCH_BYTES = 1_000_000_000;
/** The estimate is at most 3 points off where keys differ; one that is further above the size is none. */
const MOST_ENTRIES_RATIO = 1.03;

type Size = Row<'indexBloat'>;

/**
 * From the average widths of ANALYZE, so it speaks of B-trees only. Where rows with equal keys share entries the estimate
 * is too high, which hides what is wasted and never invents it.
 */
export default defineRule({
  meta: {
    id: 'indexes/bloated',
    title: 'An index is much larger than its entries',
    why: 'Pages of a B-tree that deletes and updates left half empty stay as they are. They take disk and memory, and every scan of a range reads more of them.',
    source: 'https://www.postgresql.org/docs/current/routine-reindex.html',
    needs: ['indexBloat'],
    wants: ['tables'],
    facts: {
      indexBytes: { label: 'Its size', source: 'pg_class.relpages' },
      entriesBytes: {
        label: 'Size of one that was just built',
        source: 'pg_class.reltuples, pg_stats.avg_width',
      },
      wastedBytes: { label: 'Of it wasted', source: 'the difference' },
      wastedRatio: { label: 'Share that is wasted', source: 'the difference ÷ its size' },
    },
  },
  check({ indexBloat, tables }, context) {
    if (context.server.inRecovery) return { notApplicable: 'A standby has the indexes of its primary' };
    const found = indexBloat.flatMap((size) => {
      const heapBytes = tables?.find(
        ({ schema, name }) => schema === size.schema && name === size.tableName,
      )?.tableBytes;
      return isBloated(size, context) ? [finding(size, heapBytes ?? null, context)] : [];
    });
    const unknown = unknownOf(indexBloat, context);
    return unknown ? { ...unknown, findings: found } : found;
  },
});

/** Of those that are large enough to be found. */
function unknownOf(indexBloat: readonly Size[], context: RuleContext): NotRun | null {
  const large = indexBloat.filter(({ totalBytes }) => totalBytes >= byteThreshold(LEAST_BYTES, context));
  const unknown = large.filter((size) => !isEstimated(size));
  const [largest] = unknown.toSorted((a, b) => b.totalBytes - a.totalBytes);
  if (!largest) return null;
  const isUnread = unknown.some(({ entriesBytes }) => entriesBytes === null);
  const isShared = unknown.some(({ entriesBytes }) => entriesBytes !== null);
  const why = [
    ...(isUnread ? ['columns have no statistics, or none that this role may read'] : []),
    ...(isShared ? ['rows with equal keys share entries, which hides what is wasted'] : []),
  ];
  return {
    unknown: unknown.map(({ schema, tableName, name }) => [schema, tableName, name]),
    notRun: `${unknown.length} of ${counted(large.length, 'large index', 'large indexes')} cannot be estimated: ${why.join('; or ')}. ${measuring(largest, context)}`,
  };
}

/** An index that is smaller than its entries says nothing of what is wasted in it. */
const isEstimated = ({ totalBytes, entriesBytes }: Size) =>
  entriesBytes !== null && entriesBytes <= MOST_ENTRIES_RATIO * totalBytes;

/** In words where the extension is not there. */
function measuring({ schema, name }: Size, { server }: RuleContext): string {
  const extensionSchema = server.extensionSchemas.pgstattuple;
  return extensionSchema
    ? `${leafDensity(extensionSchema, schema, name)} measures ${name}, and reads all of it: about 90 is as good as new.`
    : 'With the extension pgstattuple, pgstatindex() measures one, and reads all of it.';
}

const wasted = ({ totalBytes, entriesBytes }: Size) => Math.max(0, totalBytes - (entriesBytes ?? totalBytes));

const isBloated = (size: Size, context: RuleContext) =>
  wasted(size) >= byteThreshold(LEAST_BYTES, context) && wasted(size) >= LEAST_RATIO * size.totalBytes;

function finding(size: Size, heapBytes: number | null, context: RuleContext): Finding {
  const { schema, tableName, name, totalBytes, entriesBytes, sharesEntries } = size;
  const wastedBytes = wasted(size);
  const wastedRatio = wastedBytes / totalBytes;
  const isMuch = wastedBytes >= byteThreshold(MUCH_BYTES, context) && wastedRatio >= MUCH_RATIO;
  return {
    subject: [schema, tableName, name],
    severity: isMuch ? 'warning' : 'notice',
    confidence: sharesEntries ? 'low' : 'medium',
    title: `Rebuild the index ${name} of ${schema}.${tableName}`,
    detail: `${name} has ${bytes(totalBytes)}; its entries would take ${bytes(entriesBytes)} in one that was just built: ${percent(wastedRatio)} is wasted.${sharesEntries ? ' Rows with equal keys share entries, so it is rather more.' : ''}`,
    facts: { indexBytes: totalBytes, entriesBytes, wastedBytes, wastedRatio },
    impact: {
      bytesSaved: { low: wastedBytes, high: wastedBytes },
      basis: `${count(totalBytes)} bytes − ${count(entriesBytes)} bytes that its rows take by the average widths of ANALYZE; 1 to 3 points off where keys differ.`,
    },
    advice: adviceOf(size, wastedBytes, heapBytes, context),
  };
}

function adviceOf(size: Size, wastedBytes: number, heapBytes: number | null, context: RuleContext): Advice {
  const { schema, tableName, name, totalBytes, entriesBytes, sharesEntries } = size;
  const { server } = context;
  const on = `${schema}.${tableName}`;
  return {
    precheck: {
      sql: isSmallerThan(schema, name, totalBytes - wastedBytes / 2),
      expect: 'false — it is still as large',
    },
    steps: [{ ...rebuildStep({ schema, name, on, heapBytes }, server.engine === 'server'), rewrites: true }],
    undo: { impossible: 'Not needed: the rebuilt index is the same one.' },
    verify: { sql: isSmallerThan(schema, name, totalBytes - wastedBytes / 2), expect: 'true' },
    worsens: 'Inserts split pages for a while, because there is less room in them.',
    role: `owner of ${on}`,
    deletesData: false,
    notRehearsable: ORDINARY_TABLE,
    note: `${sharesEntries ? `${measuring(size, context)} ` : ''}Until it ends it needs ${bytes(entriesBytes)} of disk more, and as much of the log. If it fails or is stopped it leaves an index whose name ends with _ccnew, to be dropped: see indexes/invalid. Where it comes back soon, look at what deletes or updates so much, and at VACUUM.`,
  };
}
