'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { parseAsInteger, useQueryState } from 'nuqs';
import { useId } from 'react';
import { CardSection } from '@/components/advice/card-section';
import { CardCheck } from '@/components/advice/card-undo';
import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { fieldClass } from '@/components/ui/field-class';
import { QueryState } from '@/components/ui/query-state';
import { SkeletonRows } from '@/components/ui/skeleton';
import { SqlBlock } from '@/components/ui/sql-block';
import { State } from '@/components/ui/state';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { type PolicySet as Plan, retentionPlanQuery } from '@/lib/api/retention-plan';
import { counted } from '@/lib/format/count';
import { MissingNote } from '../hypertables/unavailable-state';
import { distanceText } from './distance';
import { refreshWords } from './policy-words';

const DAY_SECONDS = 86_400;
/** A hundred years: more is a slip of the hand. */
const MOST_DAYS = 36_500;

/** All policies of a hypertable and its aggregates as one set without conflicts, with the script that makes them so. */
export function PolicySet({
  databaseId,
  hypertable: { schema, name, isIntegerTime },
}: {
  readonly databaseId: string;
  readonly hypertable: HypertableAnswer['hypertable'];
}) {
  const [keepDays, setKeepDays] = useQueryState('keep', parseAsInteger);
  const isAsked = !isIntegerTime && keepDays !== null && keepDays > 0 && keepDays <= MOST_DAYS;
  const keep = isAsked ? [{ schema, name, seconds: keepDays * DAY_SECONDS }] : undefined;
  const query = useQuery(
    retentionPlanQuery({ databaseId, answers: { only: { schema, name }, ...(keep && { keep }) } }),
  );
  return (
    <Card aria-label="Policies as one set">
      <CardHeader
        title="Policies as one set"
        description="Ages and windows in which no policy undoes another’s work, for the hypertable and every aggregate above it."
        aside={!isIntegerTime && <KeepField days={keepDays} onChange={setKeepDays} />}
        className="pb-4"
      />
      <QueryState query={query} skeleton={<SkeletonRows rows={4} />}>
        {({ sets, missing }) => {
          const [set] = sets ?? [];
          return set ? <Contents set={set} /> : <MissingNote missing={missing} className="px-5 pb-4" />;
        }}
      </QueryState>
    </Card>
  );
}

function KeepField({
  days,
  onChange,
}: {
  readonly days: number | null;
  readonly onChange: (days: number | null) => void;
}) {
  const id = useId();
  return (
    <div className="flex items-center gap-2 text-sm">
      <label htmlFor={id} className="whitespace-nowrap text-muted">
        Keep its rows for
      </label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={1}
        max={MOST_DAYS}
        placeholder="as now"
        value={days ?? ''}
        onChange={({ currentTarget: { valueAsNumber } }) =>
          onChange(Number.isInteger(valueAsNumber) && valueAsNumber > 0 ? valueAsNumber : null)
        }
        className={`${fieldClass} nums max-w-28`}
      />
      <span className="text-muted">days</span>
    </div>
  );
}

function Contents({ set }: { readonly set: Plan }) {
  const { conflicts, fills, script, undo, verify, dryRuns, deletesData, whyNot } = set;
  return (
    <>
      {conflicts.length === 0 ? (
        <State kind="good" title="No policy works against another.">
          {set.members.length > 1 && `Looked at: ${set.members.map((member) => member.name).join(', ')}.`}
        </State>
      ) : (
        <Conflicts set={set} />
      )}
      <Settings set={set} />
      {whyNot !== null && (
        <CardSection title="No script">
          <p className="max-w-prose text-muted text-sm">{whyNot}</p>
        </CardSection>
      )}
      {dryRuns.map((check) => (
        <CardCheck key={check.sql} title="Check first: what it would delete" check={check} />
      ))}
      {fills.length > 0 && (
        <CardSection title="Refresh first">
          <SqlBlock title="SQL" label="Refreshes before the set" sql={fills.join('\n')} />
          <p className="max-w-prose text-faint text-xs">
            Once a new policy has run, queries no longer compute what is older than its window, and no run
            takes it up. One statement after the other, outside of a transaction, when the server is quiet.
          </p>
        </CardSection>
      )}
      {script !== null && (
        <CardSection title="One script">
          {deletesData && (
            <p className="rounded-md border border-critical-line bg-critical-soft px-4 py-3 text-sm">
              <strong className="font-semibold text-critical">Deletes data.</strong>{' '}
              <span className="text-ink">The first run of the retention policy starts at once.</span>
            </p>
          )}
          <SqlBlock
            title="SQL"
            label="The set as a script"
            sql={script}
            tone={deletesData ? 'deletes' : 'plain'}
          />
          <p className="max-w-prose text-faint text-xs">
            It writes catalog rows of jobs only, in one transaction: no lock on any table, and no run of a job
            meets half of it. Run it as the owner of the jobs.
          </p>
        </CardSection>
      )}
      {undo !== null && (
        <CardSection title="Undo">
          <SqlBlock title="SQL" label="Undo of the set" sql={undo} />
          <p className="max-w-prose text-faint text-xs">
            Puts the policies back as they are now. What they converted, refreshed or dropped meanwhile stays
            so.
          </p>
        </CardSection>
      )}
      {verify !== null && <CardCheck title="Verify" check={verify} />}
    </>
  );
}

function Conflicts({ set: { conflicts } }: { readonly set: Plan }) {
  return (
    <CardSection title={counted(conflicts.length, 'conflict')}>
      <ul className="flex flex-col gap-3">
        {conflicts.map(({ name, what, resolvedBy }) => (
          <li key={`${name} ${what}`} className="flex min-w-0 flex-col gap-1 text-sm">
            <span className="flex flex-wrap items-center gap-2">
              <span className="break-all font-medium text-ink">{name}</span>
              {resolvedBy === null ? (
                <Badge tone="warning">yours to decide</Badge>
              ) : (
                <Badge tone="good">resolved</Badge>
              )}
            </span>
            <span className="max-w-prose text-muted">{what}</span>
            {resolvedBy !== null && <span className="max-w-prose text-ink">{resolvedBy}</span>}
          </li>
        ))}
      </ul>
    </CardSection>
  );
}

function Settings({ set: { policies, lateWrites } }: { readonly set: Plan }) {
  return (
    <CardSection title="The set">
      {policies.length > 0 && (
        <Table label="Policies as one set">
          <thead>
            <tr>
              <Th className="ps-0! max-sm:pe-2">Of</Th>
              <Th className="max-sm:px-2">Policy</Th>
              <Th className="max-sm:px-2">Now</Th>
              <Th className="max-sm:px-2">In the set</Th>
            </tr>
          </thead>
          <tbody>
            {policies.map((policy) => (
              <Tr key={`${policy.schema}.${policy.name} ${policy.kind} ${policy.jobId}`}>
                <Td className="min-w-24 ps-0! [overflow-wrap:anywhere] max-sm:pe-2">{policy.name}</Td>
                <Td className="max-sm:px-2">{policy.kind}</Td>
                <Td className="text-muted max-sm:px-2">{settingWords(policy.now)}</Td>
                <Td className={clsx('max-sm:px-2', policy.isChanged ? 'font-medium text-ink' : 'text-faint')}>
                  {policy.isChanged ? settingWords(policy.wanted) : 'as it is'}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <p className="max-w-prose text-faint text-xs">
        Late rows: {lateWords(lateWrites)} {lateWrites.basis} How far back queries read is not known:
        pg_stat_statements hides the times that they ask for.
      </p>
    </CardSection>
  );
}

function lateWords({ seconds, units }: Plan['lateWrites']): string {
  if (seconds === null && units === null) return 'not known.';
  return (seconds ?? units) === 0 ? 'none seen.' : `up to ${distanceText(seconds, units)}.`;
}

function settingWords(setting: Plan['policies'][number]['now']): string {
  if (setting === null) return 'none';
  const { afterSeconds, afterUnits, scheduleIntervalSeconds } = setting;
  if (scheduleIntervalSeconds === null) return `after ${distanceText(afterSeconds, afterUnits)}`;
  return refreshWords(setting, scheduleIntervalSeconds);
}
