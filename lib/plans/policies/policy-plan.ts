import type { Row } from '@/lib/collect/snapshot';
import type { TimescaleFacts } from '@/lib/db/server';
import { keptUnits } from '@/lib/derive/dropped-reach';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { asSpan } from '@/lib/derive/policy-distance';
import { presentUnits } from '@/lib/derive/present';
import type { Check } from '@/lib/rules/rule';
import { fillSteps } from '@/lib/rules/shared/continuous-aggregates/fill-steps';
import { countChunks, integerPointBefore } from '@/lib/sql/retention';
import { spanLiteral } from '@/lib/sql/span';
import type { Sql } from '@/lib/sql/statement';
import { familyOf, type Member, policyOfKind } from './family';
import { type LateWrites, lateWrites } from './late-writes';
import { type Answers, type Conflict, type PolicyLine, resolve } from './resolve';
import { policyScript } from './script';

export interface PlanInput {
  readonly hypertables: readonly Row<'hypertables'>[];
  readonly chunks: readonly Row<'chunks'>[];
  readonly policies: readonly Row<'policies'>[];
  readonly continuousAggregates: readonly Row<'continuousAggregates'>[];
  readonly timescale: TimescaleFacts;
  readonly nowMs: number;
  /** How late rows were seen to arrive, in units of the hypertable's time; null is not known. */
  lateUnits(hypertable: Row<'hypertables'>): number | null;
}

/** The policies of a hypertable and its aggregates as one set, with the script that makes them so. */
export interface PolicyPlan {
  readonly family: readonly Member[];
  readonly lines: readonly PolicyLine[];
  readonly conflicts: readonly Conflict[];
  readonly late: LateWrites;
  /**
   * What policies that are to be added would pass over for good, refreshed once before the script: one by one, outside
   * of a transaction, an aggregate before those that read it.
   */
  readonly fills: readonly Sql[];
  /** Null where nothing is to change, or where `whyNot` says why not. */
  readonly script: { readonly apply: Sql; readonly undo: Sql; readonly verify: Check } | null;
  readonly whyNot: string | null;
  /** What retention that is added or shortened would delete now; empty when it deletes nothing. */
  readonly dryRuns: readonly Check[];
}

/** One plan for the family of each hypertable, or of the one that is named. Pure: facts and answers in, document out. */
export function policyPlans(
  input: PlanInput,
  answers: Answers,
  only?: Row<'hypertables'>,
): readonly PolicyPlan[] {
  const { hypertables, continuousAggregates, policies } = input;
  const roots = only ? [only] : hypertables.filter(({ kind }) => kind === 'hypertable');
  return roots.map((root) =>
    policyPlan(familyOf(root, hypertables, continuousAggregates, policies), input, answers),
  );
}

function policyPlan(family: readonly Member[], input: PlanInput, answers: Answers): PolicyPlan {
  const { hypertables, timescale, nowMs } = input;
  const [root] = family;
  const chunks = root ? chunksOf(input.chunks, root.hypertable.hypertableId) : [];
  const late = root
    ? lateWrites(
        root.hypertable,
        chunks,
        policyOfKind(root, 'columnstore'),
        presentUnits(root.hypertable, chunks, nowMs),
        input.lateUnits(root.hypertable),
      )
    : { units: null, basis: '' };
  const { lines, conflicts } = resolve(family, late, answers, hypertables);
  const whyNot = reasonWhyNot(family, timescale);
  const title = root ? `${root.hypertable.schema}.${root.hypertable.name}` : '';
  return {
    family,
    lines,
    conflicts,
    late,
    fills: whyNot === null ? fillsOf(lines, input) : [],
    script: whyNot === null ? policyScript(title, lines, timescale) : null,
    whyNot,
    dryRuns: lines.flatMap((line) => dryRunOf(line, root, input) ?? []),
  };
}

function fillsOf(lines: readonly PolicyLine[], input: PlanInput): readonly Sql[] {
  const { hypertables, policies, timescale, nowMs } = input;
  /** What an aggregate that is filled here will have rows of, by its id: the next one is filled from it. */
  const filledFrom = new Map<number, readonly Row<'chunks'>[]>();
  return lines.flatMap((line) => {
    const { aggregate, hypertable: axis } = line.member;
    if (line.kind !== 'refresh' || line.present || !aggregate) return [];
    const { start, end, scheduleSeconds } = line.wanted ?? { start: null, end: null, scheduleSeconds: 0 };
    if (start === null || end === null) return [];
    const sourceId = aggregate.sourceHypertableId;
    const there = chunksOf(input.chunks, sourceId);
    const source =
      there.length > 0
        ? there
        : (filledFrom.get(sourceId) ?? []).map((chunk) => ({ ...chunk, hypertableId: sourceId }));
    const present = presentUnits(axis, source, nowMs);
    if (present === null) return [];
    const steps = fillSteps(
      {
        aggregate,
        axis,
        window: { startUnits: start, endUnits: end, scheduleSeconds },
        presentUnits: present,
        keptUnits: keptUnits(axis.hypertableId, hypertables, policies) ?? Number.POSITIVE_INFINITY,
      },
      source,
      { server: { timescale } },
    );
    if (steps.length > 0) filledFrom.set(axis.hypertableId, source);
    return steps.map(({ sql }) => sql);
  });
}

function reasonWhyNot(family: readonly Member[], { license }: TimescaleFacts): string | null {
  if (license === 'apache') return 'The Apache licence has no policies; cron may run drop_chunks instead.';
  const [root] = family;
  return root?.hypertable.isIntegerTime && !root.hypertable.integerNowFunction
    ? 'Its time is an integer, and no "now" function says where the present is: without set_integer_now_func no policy can run.'
    : null;
}

/** What a retention that comes or gets shorter would delete as soon as it runs. */
function dryRunOf(line: PolicyLine, root: Member | undefined, { chunks, nowMs }: PlanInput): Check | null {
  if (line.kind !== 'retention' || !isShortened(line) || line.wanted === null) return null;
  const { hypertable } = line.member;
  const wanted = line.wanted;
  const own = chunksOf(chunks, hypertable.hypertableId);
  const present = presentUnits(hypertable, own, nowMs);
  const nowFunction = root?.hypertable.integerNowFunction;
  const age = spanLiteral(asSpan(wanted, hypertable));
  if (present === null || (hypertable.isIntegerTime && !nowFunction)) return null;
  const deleted = own.filter(
    ({ rangeEndUnits }) => rangeEndUnits !== null && rangeEndUnits <= present - wanted,
  );
  return {
    sql: countChunks(hypertable, { olderThan: nowFunction ? integerPointBefore(nowFunction, age) : age }),
    expect: `${deleted.length} — chunks of ${hypertable.schema}.${hypertable.name} that its first run deletes`,
  };
}

/** Deletes sooner than before. */
export const isShortened = ({ kind, now, wanted }: PolicyLine): boolean =>
  kind === 'retention' && typeof wanted === 'number' && (now === null || wanted < Number(now));
