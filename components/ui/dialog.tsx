'use client';
import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import clsx from 'clsx';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

/**
 * A dialog in the middle, or on a phone a sheet from below. It is open while it is rendered; load it with
 * `next/dynamic` when the reader asks for it, so that pages do not carry it.
 */
export function Dialog({
  title,
  description,
  onClose,
  placement = 'centre',
  className,
  children,
}: {
  readonly title: string;
  readonly description?: ReactNode;
  readonly onClose: () => void;
  readonly placement?: 'centre' | 'top';
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <BaseDialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-backdrop transition-opacity duration-150 data-starting-style:opacity-0" />
        <BaseDialog.Popup
          className={clsx(
            'fixed inset-x-0 bottom-0 z-50 max-h-[85dvh] overflow-y-auto rounded-t-xl border border-line-strong bg-surface p-5 text-ink shadow-popup outline-none',
            'sm:inset-x-auto sm:bottom-auto sm:left-1/2 sm:w-full sm:max-w-lg sm:-translate-x-1/2 sm:rounded-xl',
            placement === 'centre' ? 'sm:top-1/2 sm:-translate-y-1/2' : 'sm:top-[12vh]',
            className,
          )}
        >
          <div className="flex items-start justify-between gap-4">
            <BaseDialog.Title className="font-semibold text-lg">{title}</BaseDialog.Title>
            <BaseDialog.Close
              aria-label="Close"
              className="-m-1.5 inline-flex size-8 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink max-sm:size-11"
            >
              <X aria-hidden="true" className="size-4" />
            </BaseDialog.Close>
          </div>
          {description !== undefined && (
            <BaseDialog.Description className="mt-1 text-muted text-sm">{description}</BaseDialog.Description>
          )}
          <div className="mt-4">{children}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
