import type { Row } from '@/lib/collect/snapshot';
import { indexesByTable } from '@/lib/derive/indexes-by-table';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { dropTableIndexAdvice } from '../shared/indexes/drop-table-index';
import { type Replacement, replacementOf } from '../shared/indexes/replacement';

type Index = Row<'indexes'>;

/** Equal in all that queries and constraints see: method, columns, order, operator classes, collations, condition, INCLUDE. */
export default defineRule({
  meta: {
    id: 'indexes/duplicate',
    title: 'Two indexes of a table are the same',
    why: 'Every insert writes both, every update that is not HOT does, and VACUUM reads both. Queries use one of them.',
    source: 'https://www.postgresql.org/docs/current/indexes-intro.html',
    needs: ['indexes'],
    facts: {
      indexBytes: { label: 'Its size', source: 'pg_class.relpages' },
      keptBytes: { label: 'Size of the one that stays', source: 'pg_class.relpages' },
      scans: { label: 'Scans of it', source: 'pg_stat_get_numscans' },
      keptScans: { label: 'Scans of the one that stays', source: 'pg_stat_get_numscans' },
    },
  },
  check({ indexes }, context) {
    if (context.server.inRecovery) return { notApplicable: 'A standby has the indexes of its primary' };
    const byTable = indexesByTable(indexes);
    return indexes.flatMap((index) => {
      const replacement = replacementOf(index, byTable.get(index.tableOid) ?? []);
      return replacement?.isEqual ? [finding(index, replacement, context)] : [];
    });
  },
});

function finding(index: Index, { kept }: Replacement, context: RuleContext): Finding {
  const { schema, tableName, name, totalBytes } = index;
  return {
    subject: [schema, tableName, name],
    severity: 'notice',
    confidence: 'high',
    title: `Drop the index ${name} of ${schema}.${tableName}, which is the same as ${kept.name}`,
    detail: `${name} (${bytes(totalBytes)}) and ${kept.name} have the same columns in the same order, and the same rows.${kept.isConstraint ? ` ${kept.name} belongs to a constraint, so it is the one that stays.` : ''}`,
    facts: { indexBytes: totalBytes, keptBytes: kept.totalBytes, scans: index.scans, keptScans: kept.scans },
    impact: {
      bytesSaved: { low: totalBytes, high: totalBytes },
      basis: `${count(totalBytes)} bytes of ${name}, and one index fewer to write with each row; ${kept.name} stays.`,
    },
    advice: dropTableIndexAdvice(
      index,
      {
        worsens: `Nothing: ${kept.name} answers the same queries.`,
        note: `Hints${index.isClustered ? ', and CLUSTER without the name of an index,' : ''} that rely on ${name} need the name of the other one.`,
      },
      context,
    ),
  };
}
