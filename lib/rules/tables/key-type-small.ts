import type { Row } from '@/lib/collect/snapshot';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { columnType, countDependentViews, setColumnType } from '@/lib/sql/column-type';
import type { RelationName } from '@/lib/sql/columnstore';
import { splitName } from '@/lib/sql/qualified-name';
import { setSequenceType } from '@/lib/sql/table-upkeep';
import { byteThreshold } from '../byte-threshold';
import { type Advice, defineRule, type Finding, type RuleContext, type Severity } from '../rule';
import {
  endingSequences,
  paceText,
  SEQUENCE_TRENDS,
  type SequenceState,
  sequenceSeverity,
  withUnreadable,
} from '../shared/tables/sequence-state';
import { catalogStep, NOT_REBUILT, rewriteStep } from '../shared/tables/table-steps';

/** Half, because the change of a large table takes weeks to prepare (operations reference, int4 PK). */
const THRESHOLDS = { warningRatio: 0.5, criticalRatio: 0.8 };
/** Up to this much a rewrite in one statement is over within a minute; larger tables need the long way. */
const REWRITABLE_BYTES = 1e9;

type Tables = readonly Row<'tables'>[] | null;

export default defineRule({
  meta: {
    id: 'tables/key-type-small',
    title: 'A key runs out of its type',
    why: 'An integer key ends at 2,147,483,647; then every INSERT fails. Changing its type writes the table anew and locks everybody out, so for a large table it has to be prepared long before.',
    source: 'https://wiki.postgresql.org/wiki/Don%27t_Do_This#Don.27t_use_serial',
    needs: ['sequences'],
    wants: ['tables'],
    trends: SEQUENCE_TRENDS,
    facts: {
      lastValue: { label: 'Last value of its sequence', source: 'pg_sequence_last_value' },
      maximum: { label: 'Greatest value of the column', source: 'pg_attribute' },
      usedRatio: { label: 'Share of the way', source: 'pg_sequence, pg_attribute' },
      daysLeft: { label: 'Days left at the pace of the last week or day', source: 'history' },
      referencingColumns: { label: 'Columns that refer to it and are as narrow', source: 'pg_constraint' },
      rewriteBytes: { label: 'What a change would write anew', source: 'pg_class.relpages' },
    },
  },
  check({ sequences, tables }, context) {
    if (sequences.length === 0) return { notApplicable: 'There is no sequence' };
    const found = endingSequences(sequences, context)
      .filter(({ limitedBy, sequence }) => limitedBy === 'column' && isNarrow(sequence))
      .flatMap((state) => {
        const severity = sequenceSeverity(state, THRESHOLDS);
        return severity ? [finding(state, severity, tables, context)] : [];
      });
    return withUnreadable(found, sequences.filter(isNarrow), subjectOf);
  },
});

const isNarrow = ({ ownerColumnType }: Row<'sequences'>) =>
  ownerColumnType === 'integer' || ownerColumnType === 'smallint';

interface Column {
  readonly table: RelationName;
  readonly column: string;
}

function keyOf({ ownerTable, ownerColumn }: Row<'sequences'>): Column {
  return { table: splitName(ownerTable ?? ''), column: ownerColumn ?? '' };
}

function subjectOf(sequence: Row<'sequences'>): Finding['subject'] {
  const { table, column } = keyOf(sequence);
  return [table.schema, table.name, column];
}

function finding(state: SequenceState, severity: Severity, tables: Tables, context: RuleContext): Finding {
  const { sequence, usedRatio, valuesLeft, daysLeft } = state;
  const { ownerTable, ownerColumn, ownerColumnType, ownerColumnMaximum, lastValue, referencingColumns } =
    sequence;
  const columns = [
    keyOf(sequence),
    ...referencingColumns.map(({ table, column }) => ({ table: splitName(table), column })),
  ];
  const rewriteBytes = sizeOf(columns, tables);
  const isQuick = rewriteBytes !== null && rewriteBytes <= byteThreshold(REWRITABLE_BYTES, context);
  return {
    subject: subjectOf(sequence),
    severity,
    confidence: 'high',
    title: `Make ${ownerTable}.${ownerColumn} a bigint: ${percent(usedRatio)} of ${ownerColumnType} is used`,
    detail: `Its sequence stands at ${count(lastValue)} of ${count(ownerColumnMaximum)}: ${count(valuesLeft)} values are left${paceText(state)}.${referencingColumns.length > 0 ? ` ${referencingColumns.map(({ table, column }) => `${table}.${column}`).join(', ')} must change with it.` : ''}${isQuick ? '' : ` ${LONG_WAY}`}`,
    facts: {
      lastValue,
      maximum: ownerColumnMaximum,
      usedRatio,
      daysLeft,
      referencingColumns: referencingColumns.length,
      rewriteBytes,
    },
    impact: { prevents: 'INSERTs that fail', basis: `${count(valuesLeft)} values are left.` },
    ...(isQuick && { advice: rewriteAdvice(sequence, columns, rewriteBytes) }),
  };
}

const LONG_WAY =
  'For a table that cannot be locked: add a bigint column, fill it by a trigger for new rows and in batches for old ones, build its unique index CONCURRENTLY, then swap names, default and primary key in one short transaction; do the same for the columns that refer to it. Where time is short, a sequence that starts again at the negative end of the type buys as much again.';

/** Of the tables that are written anew; null where one of them is not an ordinary table, such as a hypertable. */
function sizeOf(columns: readonly Column[], tables: Tables): number | null {
  const sizes = columns.map(({ table: { schema, name } }) => {
    const row = tables?.find(
      (table) => table.schema === schema && table.name === name && table.kind === 'table',
    );
    return row ? row.tableBytes + row.indexBytes + row.toastBytes : null;
  });
  return sizes.reduce<number | null>((sum, size) => (sum === null || size === null ? null : sum + size), 0);
}

function rewriteAdvice(sequence: Row<'sequences'>, columns: readonly Column[], bytes: number): Advice {
  const { dataType, ownerColumnType } = sequence;
  const before = ownerColumnType === 'smallint' ? 'smallint' : 'integer';
  const isNarrowSequence = dataType !== 'bigint';
  const lock = {
    mode: 'ShareRowExclusive',
    on: `${sequence.schema}.${sequence.name}`,
    blocks: 'nextval() of this sequence, for a moment',
  };
  // The columns that refer to the key first: none of them is ever narrower than it.
  const order = [...columns].reverse();
  return {
    precheck: {
      sql: countDependentViews(columns),
      expect: '0 — a view over such a column must be dropped first and made anew',
    },
    steps: [
      ...order.map(({ table, column }) =>
        rewriteStep(
          setColumnType(table, column, 'bigint'),
          `${table.schema}.${table.name} and what it refers to`,
          bytes / columns.length,
          'own',
        ),
      ),
      ...(isNarrowSequence ? [catalogStep(setSequenceType(sequence, 'bigint'), lock)] : []),
    ],
    undo: [
      ...(isNarrowSequence
        ? [{ sql: setSequenceType(sequence, dataType === 'smallint' ? 'smallint' : 'integer') }]
        : []),
      ...columns.map(({ table, column }) => ({
        sql: setColumnType(table, column, before),
        note: 'Refused once a value is beyond the narrower type.',
      })),
    ],
    verify: {
      sql: columnType(columns[0]?.table ?? { schema: '', name: '' }, columns[0]?.column ?? ''),
      expect: 'bigint',
    },
    worsens: 'Four bytes a row more, in the table and in the indexes on the column.',
    role: 'owner of the tables',
    deletesData: false,
    note: 'Clients must take 64 bits: JavaScript numbers hold 53, and some drivers give bigint as text.',
    notRehearsable: NOT_REBUILT,
  };
}
