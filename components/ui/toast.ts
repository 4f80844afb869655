/** A short message about something the reader did: copied, dismissed, with a way back where there is one. */
export interface ToastMessage {
  readonly title: string;
  readonly description?: string;
  readonly action?: { readonly label: string; readonly onSelect: () => void };
}

type Listener = (message: ToastMessage) => void;
let listener: Listener | undefined;
let waiting: ToastMessage[] = [];

/** Shows a message; the part that draws it is loaded with the first one. */
export function toast(message: ToastMessage): void {
  if (listener) listener(message);
  else waiting = [...waiting, message];
  wake?.();
}

let wake: (() => void) | undefined;

/** Called once by the shell: `onFirst` loads the viewport. */
export function onFirstToast(onFirst: () => void): () => void {
  wake = onFirst;
  if (waiting.length > 0) onFirst();
  return () => {
    wake = undefined;
  };
}

/** Called by the viewport when it is there: takes what waited and what comes. */
export function receiveToasts(receive: Listener): () => void {
  listener = receive;
  for (const message of waiting) receive(message);
  waiting = [];
  return () => {
    listener = undefined;
  };
}
