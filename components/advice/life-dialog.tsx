'use client';
import { type FormEvent, useId, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { areaClass } from '@/components/ui/field-class';
import type { FindingStateChange } from '@/lib/api/findings';
import { REASONS, type Reason } from './life-words';

const DAY_MS = 86_400_000;
const SNOOZES = [
  { label: '1 day', days: 1 },
  { label: '1 week', days: 7 },
  { label: '1 month', days: 30 },
  { label: '3 months', days: 90 },
] as const;
const COMMENT_LENGTH = 280;

/** Asks until when, or why. */
export default function LifeDialog({
  state,
  title,
  onClose,
  onDecide,
}: {
  readonly state: 'snoozed' | 'dismissed';
  readonly title: string;
  readonly onClose: () => void;
  readonly onDecide: (change: FindingStateChange) => void;
}) {
  const [days, setDays] = useState<number>(7);
  const [reason, setReason] = useState<Reason>(REASONS[0].value);
  const [comment, setComment] = useState('');
  const isSnooze = state === 'snoozed';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDecide({
      state,
      ...(isSnooze ? { until: new Date(Date.now() + days * DAY_MS).toISOString() } : { reason }),
      ...(comment.trim() !== '' && { comment: comment.trim() }),
    });
  };
  return (
    <Dialog title={isSnooze ? 'Snooze until later' : 'Dismiss'} description={title} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {isSnooze ? (
          <Choices
            legend="For how long"
            options={SNOOZES.map(({ label, days: value }) => ({ label, value: String(value) }))}
            value={String(days)}
            onChange={(value) => setDays(Number(value))}
          />
        ) : (
          <Choices legend="Why" options={REASONS} value={reason} onChange={setReason} />
        )}
        <Comment value={comment} onChange={setComment} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            {isSnooze ? 'Snooze' : 'Dismiss'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Choices<Value extends string>({
  legend,
  options,
  value,
  onChange,
}: {
  readonly legend: string;
  readonly options: readonly { readonly label: string; readonly value: Value }[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-medium text-sm">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex min-h-8 cursor-pointer items-center gap-2.5 text-sm max-sm:min-h-11"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="size-4 accent-ink"
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

function Comment({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium text-sm">
        Comment <span className="font-normal text-faint">(optional)</span>
      </label>
      <textarea
        id={id}
        rows={3}
        maxLength={COMMENT_LENGTH}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        className={areaClass}
      />
    </div>
  );
}
