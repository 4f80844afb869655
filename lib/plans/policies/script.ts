import type { Row } from '@/lib/collect/snapshot';
import { asConfigValue, asSpan } from '@/lib/derive/policy-distance';
import { addColumnstorePolicy, removeColumnstorePolicy, type TimescaleDialect } from '@/lib/sql/columnstore';
import { addRefreshPolicy, removeRefreshPolicy } from '@/lib/sql/continuous-aggregate';
import {
  countPoliciesAsSet,
  mergeJobConfig,
  type PolicyValue,
  restoreJobConfig,
  setJobInterval,
} from '@/lib/sql/job';
import { addRetentionPolicy, removeRetentionPolicy } from '@/lib/sql/retention';
import { spanLiteral } from '@/lib/sql/span';
import { comment, type Sql } from '@/lib/sql/statement';
import { oneTransaction } from '@/lib/sql/transaction';
import type { AgeLine, PolicyLine, RefreshLine } from './resolve';

/** The statements that take one policy from what it is to what is wanted, and back. */
interface Change {
  readonly line: PolicyLine;
  readonly apply: readonly Sql[];
  readonly undo: readonly Sql[];
  readonly expected: PolicyValue;
}

/** All changes in one transaction, so that no run of a job meets half of the set. Null where nothing is to change. */
export function policyScript(
  title: string,
  lines: readonly PolicyLine[],
  dialect: TimescaleDialect,
): {
  readonly apply: Sql;
  readonly undo: Sql;
  readonly verify: { readonly sql: Sql; readonly expect: string };
} | null {
  const changes = lines.flatMap((line) => changeOf(line, dialect) ?? []);
  if (changes.length === 0) return null;
  return {
    apply: oneTransaction(
      `The policies of ${title}, as one set`,
      changes.flatMap(({ line, apply }) => [headline(line), ...apply]),
    ),
    undo: oneTransaction(
      `The policies of ${title}, as they were`,
      [...changes].reverse().flatMap(({ line, undo }) => [headline(line), ...undo]),
    ),
    verify: {
      sql: countPoliciesAsSet(changes.map(({ expected }) => expected)),
      expect: `${changes.length} — every policy that the script changes is as it should be`,
    },
  };
}

const headline = ({ kind, member: { hypertable } }: PolicyLine): Sql =>
  comment(`${hypertable.schema}.${hypertable.name}: ${kind}`);

function changeOf(line: PolicyLine, dialect: TimescaleDialect): Change | null {
  if (line.wanted === null || JSON.stringify(line.now) === JSON.stringify(line.wanted)) return null;
  return line.kind === 'refresh' ? refreshChange(line) : ageChange(line, dialect);
}

const KEYS = { columnstore: 'compress_after', retention: 'drop_after' } as const;

function ageChange(line: AgeLine, dialect: TimescaleDialect): Change {
  const { kind, member, present } = line;
  const { hypertable } = member;
  const wanted = line.wanted ?? 0;
  const key = KEYS[kind];
  const expected = expectedOf(line, { [key]: asConfigValue(wanted, hypertable) });
  if (present)
    return { line, expected, ...alter(present, { [key]: asConfigValue(wanted, hypertable) }, null) };
  const span = asSpan(wanted, hypertable);
  return kind === 'columnstore'
    ? {
        line,
        expected,
        apply: [addColumnstorePolicy(dialect, hypertable, span)],
        undo: [removeColumnstorePolicy(dialect, hypertable)],
      }
    : {
        line,
        expected,
        apply: [addRetentionPolicy(hypertable, spanLiteral(span))],
        undo: [removeRetentionPolicy(hypertable)],
      };
}

function refreshChange(line: RefreshLine): Change | null {
  const { member, present, now, wanted } = line;
  const { hypertable } = member;
  if (!wanted || wanted.end === null) return null;
  const values = {
    ...(wanted.start !== now?.start &&
      wanted.start !== null && { start_offset: asConfigValue(wanted.start, hypertable) }),
    ...(wanted.end !== now?.end && { end_offset: asConfigValue(wanted.end, hypertable) }),
  };
  const expected = expectedOf(line, values);
  if (present)
    return {
      line,
      expected,
      ...alter(
        present,
        values,
        wanted.scheduleSeconds === now?.scheduleSeconds ? null : wanted.scheduleSeconds,
      ),
    };
  if (wanted.start === null) return null;
  return {
    line,
    expected,
    apply: [
      addRefreshPolicy(hypertable, {
        startOffset: asSpan(wanted.start, hypertable),
        endOffset: asSpan(wanted.end, hypertable),
        scheduleSeconds: wanted.scheduleSeconds,
      }),
    ],
    undo: [removeRefreshPolicy(hypertable)],
  };
}

const PROCEDURES = {
  columnstore: 'policy_compression',
  retention: 'policy_retention',
  refresh: 'policy_refresh_continuous_aggregate',
} as const;

function expectedOf(
  { kind, member: { hypertable }, present }: PolicyLine,
  values: Readonly<Record<string, string | number>>,
): PolicyValue {
  return {
    procedure: PROCEDURES[kind],
    hypertableId: hypertable.hypertableId,
    jobId: present?.jobId ?? null,
    values,
  };
}

function alter(
  present: Row<'policies'>,
  values: Readonly<Record<string, string | number>>,
  scheduleSeconds: number | null,
): Pick<Change, 'apply' | 'undo'> {
  const { jobId, config, scheduleIntervalSeconds } = present;
  const changesConfig = Object.keys(values).length > 0;
  return {
    apply: [
      ...(changesConfig ? [mergeJobConfig(jobId, values)] : []),
      ...(scheduleSeconds === null ? [] : [setJobInterval(jobId, scheduleSeconds)]),
    ],
    undo: [
      ...(changesConfig ? [restoreJobConfig(jobId, config)] : []),
      ...(scheduleSeconds === null ? [] : [setJobInterval(jobId, scheduleIntervalSeconds)]),
    ],
  };
}
