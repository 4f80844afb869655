import clsx from 'clsx';
import { ChevronDown } from 'lucide-react';
import { buttonClass } from './button';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/**
 * A choice of one among a few: the browser's own list, which phones show in their way and which loads nothing.
 * `label` names it to screen readers and stands before the value when `showLabel`.
 */
export function Select<Value extends string>({
  label,
  showLabel = false,
  options,
  value,
  onChange,
  className,
}: {
  readonly label: string;
  readonly showLabel?: boolean;
  readonly options: readonly Option<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly className?: string;
}) {
  const chosen = (given: string) => {
    const option = options.find((each) => each.value === given);
    if (option) onChange(option.value);
  };
  return (
    <label
      className={buttonClass(
        'secondary',
        'md',
        clsx('relative font-normal focus-within:border-accent', className),
      )}
    >
      <span className={showLabel ? 'text-faint' : 'sr-only'}>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) => chosen(currentTarget.value)}
        className="-me-3 h-full min-w-0 cursor-pointer appearance-none rounded-sm bg-transparent [field-sizing:content] pe-7 outline-none [&>option]:bg-surface [&>option]:text-ink"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden="true" className="pointer-events-none absolute end-3 size-3.5 text-faint" />
    </label>
  );
}
