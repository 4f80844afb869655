'use client';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { areaClass, fieldClass } from '@/components/ui/field-class';
import { parameterCount, pastedKind } from './pasted-kind';

export interface Asked {
  readonly kind: 'plan' | 'sql';
  readonly text: string;
  readonly analyze: boolean;
  readonly parameters: (string | null)[] | null;
}

/** Takes a plan or a statement, and tells which of the two it sees. */
export function PlanForm({
  initialText,
  isPending,
  onAsk,
}: {
  readonly initialText: string;
  readonly isPending: boolean;
  readonly onAsk: (asked: Asked) => void;
}) {
  const id = useId();
  const [text, setText] = useState(initialText);
  const [analyze, setAnalyze] = useState(false);
  const [values, setValues] = useState<readonly string[]>([]);
  const kind = pastedKind(text);
  const size = kind === 'sql' ? parameterCount(text) : 0;
  const given = Array.from({ length: size }, (_, at) => values[at] ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (kind === 'empty') return;
    const parameters = given.some((value) => value !== '') ? given : null;
    onAsk({ kind, text, analyze: kind === 'sql' && analyze, parameters });
  };
  return (
    <Card>
      <form onSubmit={submit} className="flex flex-col gap-3 px-5 py-4">
        <label htmlFor={id} className="font-medium text-sm">
          Plan or statement{' '}
          <span className="font-normal text-faint">
            EXPLAIN’s answer as JSON or text, or SQL to explain here
          </span>
        </label>
        <textarea
          id={id}
          rows={text.length > 400 ? 10 : 6}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          className={`${areaClass} resize-y font-mono text-xs`}
        />
        {size > 0 && <Parameters values={given} onChange={setValues} />}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <Button type="submit" variant="primary" disabled={kind === 'empty' || isPending}>
            {kind === 'plan' ? 'Read plan' : 'Explain'}
          </Button>
          {kind === 'sql' && <RunToggle isOn={analyze} onChange={setAnalyze} />}
        </div>
      </form>
    </Card>
  );
}

function RunToggle({
  isOn,
  onChange,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const id = useId();
  return (
    <span className="inline-flex max-w-prose items-start gap-2 text-sm">
      <input
        id={id}
        type="checkbox"
        checked={isOn}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
        className="mt-0.5 size-4 accent-ink"
      />
      <label htmlFor={id}>
        Run it (ANALYZE){' '}
        <span className="text-faint">
          {isOn
            ? 'It is run on the database itself, up to 30 seconds, with all the reading that takes. Only a SELECT that is proved to do nothing but read is accepted.'
            : 'Without it the statement is planned and not run.'}
        </span>
      </label>
    </span>
  );
}

/** Values of `$1` and so on; left empty they are chosen. */
function Parameters({
  values,
  onChange,
}: {
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}) {
  const id = useId();
  return (
    <fieldset className="flex flex-wrap items-end gap-3">
      <legend className="mb-1.5 text-faint text-xs">
        Values of its parameters; all empty: any value, or samples where chunks or partitions are read
      </legend>
      {values.map((value, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a parameter is its number
        <span key={at} className="inline-flex items-center gap-1.5">
          <label htmlFor={`${id}-${at}`} className="nums font-mono text-faint text-xs">
            ${at + 1}
          </label>
          <input
            id={`${id}-${at}`}
            value={value}
            autoComplete="off"
            onChange={({ currentTarget }) =>
              onChange(values.map((old, place) => (place === at ? currentTarget.value : old)))
            }
            className={`${fieldClass} w-36 font-mono text-xs`}
          />
        </span>
      ))}
    </fieldset>
  );
}
