'use client';
import { type ReactNode, useRef } from 'react';
import { useHotkeys } from '@/components/shell/hotkeys';
import { fieldClass } from './field-class';

/** Above a long list: a field that `/` leads to, other choices beside it, and how many rows are left of how many. */
export function FilterBar({
  label,
  placeholder,
  value,
  onChange,
  shown,
  total,
  children,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly shown: number;
  readonly total: number;
  readonly children?: ReactNode;
}) {
  const field = useRef<HTMLInputElement>(null);
  useHotkeys({ '/': () => field.current?.focus() });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        ref={field}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className={`${fieldClass} sm:max-w-72`}
      />
      {children}
      <p aria-live="polite" className="nums ms-auto text-faint text-xs">
        {shown === total ? '' : `Showing ${shown} of ${total}`}
      </p>
    </div>
  );
}
