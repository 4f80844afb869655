import type { Row } from '@/lib/collect/snapshot';
import { indexesByTable } from '@/lib/derive/indexes-by-table';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { byteThreshold } from '../byte-threshold';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { dropTableIndexAdvice } from '../shared/indexes/drop-table-index';
import { type Replacement, replacementOf } from '../shared/indexes/replacement';

/** Our grading: a smaller one costs less than the time to decide on it. */
const LEAST_BYTES = 10_000_000;

type Index = Row<'indexes'>;

export default defineRule({
  meta: {
    id: 'indexes/redundant',
    title: 'An index has the first columns of another one',
    why: 'PostgreSQL searches a longer index by its first columns too. The shorter one takes disk, memory and time of each write for little that the longer one does not give.',
    source: 'https://www.postgresql.org/docs/current/indexes-multicolumn.html',
    needs: ['indexes'],
    facts: {
      indexBytes: { label: 'Its size', source: 'pg_class.relpages' },
      keptBytes: { label: 'Size of the longer one', source: 'pg_class.relpages' },
      scans: { label: 'Scans of it', source: 'pg_stat_get_numscans' },
      keptScans: { label: 'Scans of the longer one', source: 'pg_stat_get_numscans' },
    },
  },
  check({ indexes }, context) {
    if (context.server.inRecovery) return { notApplicable: 'A standby has the indexes of its primary' };
    const byTable = indexesByTable(indexes);
    return indexes
      .filter(({ totalBytes }) => totalBytes >= byteThreshold(LEAST_BYTES, context))
      .flatMap((index) => {
        const replacement = replacementOf(index, byTable.get(index.tableOid) ?? []);
        return replacement && !replacement.isEqual ? [finding(index, replacement, context)] : [];
      });
  },
});

function finding(index: Index, { kept }: Replacement, context: RuleContext): Finding {
  const { schema, tableName, name, totalBytes } = index;
  return {
    subject: [schema, tableName, name],
    severity: 'notice',
    confidence: 'medium',
    title: `Drop the index ${name} of ${schema}.${tableName}, which ${kept.name} begins with`,
    detail: `${kept.name} (${bytes(kept.totalBytes)}) begins with the columns of ${name} (${bytes(totalBytes)}), over the same rows.`,
    facts: { indexBytes: totalBytes, keptBytes: kept.totalBytes, scans: index.scans, keptScans: kept.scans },
    impact: {
      bytesSaved: { low: totalBytes, high: totalBytes },
      basis: `${count(totalBytes)} bytes of ${name}, and one index fewer to write with each row; ${kept.name} stays.`,
    },
    advice: dropTableIndexAdvice(
      index,
      {
        worsens: `Queries that were served by ${name} read ${kept.name}, whose entries are larger. Many equal keys share less there.`,
        note: `Look at the plans of the queries that use ${name} most, if there are any, before and after.`,
      },
      context,
    ),
  };
}
