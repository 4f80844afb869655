'use client';
import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { count } from '@/lib/format/count';

export interface Tab<Id extends string> {
  readonly id: Id;
  readonly label: ReactNode;
  readonly count?: number | null;
}

/** Tabs whose choice lives with the caller (in the address). Wrap each content in `TabPanel`. */
export function Tabs<Id extends string>({
  label,
  tabs,
  value,
  onChange,
  children,
  className,
}: {
  readonly label: string;
  readonly tabs: readonly Tab<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <BaseTabs.Root value={value} onValueChange={(id: Id) => onChange(id)} className={className}>
      <BaseTabs.List
        aria-label={label}
        className="no-print flex gap-5 overflow-x-auto border-line border-b [scrollbar-width:none]"
      >
        {tabs.map(({ id, label: text, count: size }) => (
          <BaseTabs.Tab
            key={id}
            value={id}
            className={clsx(
              '-mb-px inline-flex h-9 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 text-muted text-sm transition-colors hover:text-ink max-sm:h-11',
              'focus-visible:outline-offset-[-2px] data-active:border-ink data-active:font-medium data-active:text-ink',
            )}
          >
            {text}
            {size !== undefined && size !== null && (
              <span className="nums text-faint text-xs">{count(size)}</span>
            )}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {children}
    </BaseTabs.Root>
  );
}

export const TabPanel = BaseTabs.Panel;
