import type { Row } from '@/lib/collect/snapshot';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { sequenceType, setSequenceType } from '@/lib/sql/table-upkeep';
import { type Advice, defineRule, type Finding, type Severity } from '../rule';
import {
  endingSequences,
  paceText,
  SEQUENCE_TRENDS,
  type SequenceState,
  sequenceSeverity,
  withUnreadable,
} from '../shared/tables/sequence-state';
import { catalogStep, NOT_REBUILT } from '../shared/tables/table-steps';

/** pgMonitor warns at 75 %, PgHero speaks at 90 %. */
const THRESHOLDS = { warningRatio: 0.75, criticalRatio: 0.9 };

/** The greatest values of the types that can be made wider. */
const WIDENED: Readonly<Record<string, { readonly maximum: number }>> = {
  smallint: { maximum: 32_767 },
  integer: { maximum: 2_147_483_647 },
};

export default defineRule({
  meta: {
    id: 'tables/sequence-exhausting',
    title: 'A sequence comes to its end',
    why: 'Past its last value a sequence gives an error instead of a number, and every INSERT that takes its key from it fails. That comes without a warning, at the busiest hour.',
    source: 'https://www.postgresql.org/docs/current/sql-createsequence.html',
    needs: ['sequences'],
    trends: SEQUENCE_TRENDS,
    facts: {
      lastValue: { label: 'Last value', source: 'pg_sequence_last_value' },
      maximum: { label: 'Where it ends', source: 'pg_sequence' },
      usedRatio: { label: 'Share of the way', source: 'pg_sequence' },
      valuesLeft: { label: 'Values left', source: 'pg_sequence' },
      daysLeft: { label: 'Days left at the pace of the last week or day', source: 'history' },
    },
  },
  check({ sequences }, context) {
    if (sequences.length === 0) return { notApplicable: 'There is no sequence' };
    const found = endingSequences(sequences, context)
      .filter(({ limitedBy }) => limitedBy === 'sequence')
      .flatMap((state) => {
        const severity = sequenceSeverity(state, THRESHOLDS);
        return severity ? [finding(state, severity)] : [];
      });
    return withUnreadable(found, sequences, subjectOf);
  },
});

const subjectOf = ({ schema, name }: Row<'sequences'>) => [schema, name];

function finding(state: SequenceState, severity: Severity): Finding {
  const { sequence, usedRatio, valuesLeft, daysLeft } = state;
  const { schema, name, lastValue, dataType, ownerTable, ownerColumn } = sequence;
  const end = sequence.increment > 0 ? sequence.maximum : sequence.minimum;
  const feeds = ownerTable === null ? '' : ` It feeds ${ownerTable}.${ownerColumn}.`;
  return {
    subject: subjectOf(sequence),
    severity,
    confidence: 'high',
    title: `Widen the sequence ${schema}.${name}, ${percent(usedRatio)} of which is used`,
    detail: `It stands at ${count(lastValue)} of ${count(end)}: ${count(valuesLeft)} values are left${paceText(state)}.${feeds}${isOfType(sequence) ? '' : ` Its end was set by hand, below what ${dataType} allows: only who did it knows why. ALTER SEQUENCE … MAXVALUE moves it.`}`,
    facts: { lastValue, maximum: end, usedRatio, valuesLeft, daysLeft },
    impact: { prevents: 'INSERTs that fail', basis: `${count(valuesLeft)} values are left.` },
    ...(isOfType(sequence) && { advice: widen(sequence) }),
  };
}

/** It ends where its type ends, and a wider type moves the end along. */
const isOfType = ({ dataType, maximum, increment }: Row<'sequences'>) =>
  increment > 0 && WIDENED[dataType]?.maximum === maximum;

function widen(sequence: Row<'sequences'>): Advice {
  const { schema, name, dataType } = sequence;
  return {
    steps: [
      catalogStep(setSequenceType(sequence, 'bigint'), {
        mode: 'ShareRowExclusive',
        on: `${schema}.${name}`,
        blocks: 'nextval() of this sequence, for a moment',
      }),
    ],
    undo: [
      {
        sql: setSequenceType(sequence, dataType === 'smallint' ? 'smallint' : 'integer'),
        note: 'Refused once its value is beyond the narrower type.',
      },
    ],
    verify: { sql: sequenceType(sequence), expect: 'bigint' },
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: 'Whoever reads its values must take bigint as well: columns, variables, clients.',
    notRehearsable: NOT_REBUILT,
  };
}
