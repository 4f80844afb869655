import clsx from 'clsx';

export interface Segment<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly title?: string;
}

/** A choice of one among two to five short words, all of them in view. Far lighter than a menu. */
export function Segmented<Id extends string>({
  label,
  segments,
  value,
  onChange,
}: {
  /** What is chosen, for screen readers. */
  readonly label: string;
  readonly segments: readonly Segment<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
}) {
  return (
    <fieldset className="inline-flex rounded-md bg-hover p-0.5">
      <legend className="sr-only">{label}</legend>
      {segments.map(({ id, label: text, title }) => (
        <button
          key={id}
          type="button"
          aria-pressed={value === id}
          title={title}
          onClick={() => onChange(id)}
          className={clsx(
            'h-7 whitespace-nowrap rounded-[5px] px-2.5 text-xs transition-colors max-sm:h-10',
            value === id ? 'bg-surface font-medium text-ink shadow-card' : 'text-muted hover:text-ink',
          )}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
