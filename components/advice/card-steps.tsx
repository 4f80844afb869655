'use client';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { useId } from 'react';
import { SqlBlock } from '@/components/ui/sql-block';
import { duration } from '@/lib/format/duration';
import type { Advice, Step } from '@/lib/rules/rule';
import { guarded } from '@/lib/sql/guarded';
import { CardSection } from './card-section';

/** The statements, numbered where order matters, each with what it locks, whom it blocks and how long it takes. */
export function CardSteps({ title, advice }: { readonly title: string; readonly advice: Advice }) {
  const [isGuarded, setGuarded] = useQueryState('guarded', parseAsBoolean.withDefault(false));
  const { steps, role, deletesData, note } = advice;
  return (
    <CardSection
      isSteps
      title={steps.length === 1 ? 'Do this' : `Do this, in ${steps.length} steps`}
      aside={<GuardToggle isOn={isGuarded} onChange={(isOn) => setGuarded(isOn || null)} />}
    >
      {deletesData && (
        <p className="rounded-md border border-critical-line bg-critical-soft px-4 py-3 text-sm">
          <strong className="font-semibold text-critical">Deletes data.</strong>{' '}
          <span className="text-ink">
            {advice.precheck
              ? 'Run the query under “Check first” before. Where its answer is another one, do not go on.'
              : 'Take a backup that you have restored once.'}
          </span>
        </p>
      )}
      <ol className="flex flex-col gap-4">
        {steps.map((step, index) => (
          <li key={step.sql} className="flex min-w-0 flex-col gap-2">
            {(isGuarded ? guarded(step) : [step.sql]).map((sql, at, parts) => (
              <SqlBlock
                key={sql}
                title={`${steps.length === 1 ? 'SQL' : `Step ${index + 1} of ${steps.length}`}${partOf(at, parts.length)}`}
                label={`${steps.length === 1 ? 'SQL' : `Step ${index + 1}`}${partOf(at, parts.length)}: ${title}`}
                sql={sql}
                tone={deletesData ? 'deletes' : 'plain'}
              />
            ))}
            <StepFacts step={step} />
          </li>
        ))}
      </ol>
      <p className="max-w-prose text-faint text-xs">
        Run it as {role}.{note !== undefined && ` ${note}`}
      </p>
    </CardSection>
  );
}

const partOf = (at: number, parts: number) => (parts === 1 ? '' : `, part ${at + 1} of ${parts}`);

function StepFacts({ step: { lock, transaction, duration: estimate, rewrites } }: { readonly step: Step }) {
  const facts: readonly (readonly [string, string, string | undefined])[] = [
    ['Lock', lock.mode === 'none' ? `none on tables (${lock.on})` : `${lock.mode} on ${lock.on}`, undefined],
    ['Blocks', lock.blocks, undefined],
    ['Takes', estimate ? `about ${duration(estimate.seconds)}` : 'not estimated', estimate?.basis],
    ['Transaction', TRANSACTION[transaction], undefined],
    [
      'Disk and WAL',
      rewrites ? 'rewrites rows: room for what it rewrites' : 'nothing to speak of',
      undefined,
    ],
  ];
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 text-xs">
      {facts.map(([name, text, basis]) => (
        <div key={name} className="flex gap-1.5" title={basis}>
          <dt className="text-faint">{name}</dt>
          <dd className="text-muted">
            {text}
            {basis !== undefined && <span className="text-faint"> ({basis})</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const TRANSACTION: Record<Step['transaction'], string> = {
  any: 'may be part of one',
  own: 'one of its own',
  none: 'not inside one',
};

function GuardToggle({
  isOn,
  onChange,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const id = useId();
  return (
    <span className="no-print inline-flex items-center gap-2 text-muted text-xs">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        className="size-4 accent-ink"
      />
      <label htmlFor={id} className="cursor-pointer py-1">
        with timeouts and comments
      </label>
    </span>
  );
}
