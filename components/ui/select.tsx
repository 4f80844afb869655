'use client';
import { Select as BaseSelect } from '@base-ui/react/select';
import clsx from 'clsx';
import { Check, ChevronDown } from 'lucide-react';
import { buttonClass } from './button';
import { itemClass, popupClass } from './popup-class';

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/** A choice of one among a few. `label` names it to screen readers and stands before the value when `showLabel`. */
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
  return (
    <BaseSelect.Root
      items={options.map((option) => ({ ...option }))}
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
    >
      <BaseSelect.Trigger
        aria-label={label}
        className={buttonClass('secondary', 'md', clsx('font-normal', className))}
      >
        {showLabel && <span className="text-faint">{label}</span>}
        <BaseSelect.Value />
        <BaseSelect.Icon>
          <ChevronDown aria-hidden="true" className="size-3.5 text-faint" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner sideOffset={6} alignItemWithTrigger={false} className="z-50 outline-none">
          <BaseSelect.Popup
            className={`${popupClass} max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto p-1`}
          >
            {options.map((option) => (
              <BaseSelect.Item key={option.value} value={option.value} className={itemClass}>
                <BaseSelect.ItemText className="flex-1">{option.label}</BaseSelect.ItemText>
                <BaseSelect.ItemIndicator>
                  <Check aria-hidden="true" className="size-3.5" />
                </BaseSelect.ItemIndicator>
              </BaseSelect.Item>
            ))}
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
