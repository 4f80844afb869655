import { useId } from 'react';
import { clamp, type Viewport } from './viewport';

const CLASS =
  'nums h-7 rounded-md border border-control/50 bg-surface px-2 text-ink text-xs max-sm:h-11 max-sm:flex-1';

/** The view as two typed values: what the window of the mini-map does, without dragging. */
export function RangeInputs({
  view,
  whole,
  closest,
  isIntegerTime,
  onView,
}: {
  readonly view: Viewport;
  readonly whole: Viewport;
  readonly closest: number;
  readonly isIntegerTime: boolean;
  readonly onView: (view: Viewport) => void;
}) {
  const id = useId();
  const change = (part: 'from' | 'to', text: string) => {
    const units = isIntegerTime ? Number(text) : Date.parse(`${text}Z`) * 1_000;
    if (!Number.isFinite(units) || text === '') return;
    const next = { ...view, [part]: units };
    if (next.to - next.from >= closest) onView(clamp(next, whole));
  };
  const written = (units: number) =>
    isIntegerTime ? String(Math.round(units)) : new Date(units / 1_000).toISOString().slice(0, 16);
  return (
    <div className="flex flex-wrap items-center gap-2 text-faint text-xs">
      {(['from', 'to'] as const).map((part) => (
        <span key={part} className="inline-flex items-center gap-2 max-sm:w-full">
          <label htmlFor={`${id}-${part}`} className="max-sm:w-10">
            {part === 'from' ? 'From' : 'to'}
          </label>
          <input
            id={`${id}-${part}`}
            // A new key when the view moves: the field is the reader's while it is typed in.
            key={view[part]}
            type={isIntegerTime ? 'number' : 'datetime-local'}
            defaultValue={written(view[part])}
            onBlur={({ target }) => target.value !== target.defaultValue && change(part, target.value)}
            onKeyDown={({ key, currentTarget }) => key === 'Enter' && change(part, currentTarget.value)}
            className={CLASS}
          />
        </span>
      ))}
      {!isIntegerTime && <span>UTC</span>}
    </div>
  );
}
