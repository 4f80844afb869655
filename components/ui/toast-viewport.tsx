'use client';
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { buttonClass } from './button';
import { receiveToasts } from './toast';

/** Draws the messages of `toast()`. Loaded with the first of them. */
export default function ToastViewport() {
  return (
    <Toast.Provider timeout={6000} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-4 z-50 flex flex-col gap-2 sm:right-6 sm:left-auto sm:w-96">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const { toasts, add, close } = Toast.useToastManager();
  useEffect(
    () =>
      receiveToasts(({ title, description, action }) => {
        const id = add({
          title,
          ...(description !== undefined && { description }),
          ...(action && {
            actionProps: {
              children: action.label,
              onClick: () => {
                action.onSelect();
                close(id);
              },
            },
          }),
        });
      }),
    [add, close],
  );
  return toasts.map((message) => (
    <Toast.Root
      key={message.id}
      toast={message}
      className="rounded-lg border border-line-strong bg-surface shadow-popup transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex items-center gap-3 py-2.5 ps-4 pe-2">
        <div className="min-w-0 flex-1 text-sm">
          <Toast.Title className="font-medium" />
          <Toast.Description className="text-muted text-xs" />
        </div>
        {message.actionProps && <Toast.Action className={buttonClass('secondary', 'sm')} />}
        <Toast.Close
          aria-label="Close the message"
          className="inline-flex size-7 items-center justify-center rounded-md text-muted hover:bg-hover max-sm:size-11"
        >
          <X aria-hidden="true" className="size-3.5" />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
