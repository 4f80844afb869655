'use client';
import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ReactNode } from 'react';
import { itemClass, popupClass } from './popup-class';

export interface MenuAction {
  readonly label: ReactNode;
  readonly key: string;
  readonly onSelect: () => void;
  readonly hint?: string;
  readonly isDisabled?: boolean;
}

/** A button that opens a list of actions. `trigger` is the button's content, `triggerClassName` its look. */
export function Menu({
  trigger,
  label,
  actions,
  triggerClassName,
}: {
  readonly trigger: ReactNode;
  readonly label?: string;
  readonly actions: readonly MenuAction[];
  readonly triggerClassName: string;
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger className={triggerClassName} aria-label={label}>
        {trigger}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} align="end" className="z-50 outline-none">
          <BaseMenu.Popup className={`${popupClass} min-w-44 p-1`}>
            {actions.map(({ key, label: text, hint, onSelect, isDisabled = false }) => (
              <BaseMenu.Item key={key} className={itemClass} onClick={onSelect} disabled={isDisabled}>
                <span className="flex-1">{text}</span>
                {hint !== undefined && <span className="text-faint text-xs">{hint}</span>}
              </BaseMenu.Item>
            ))}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}
