/** What an error of our API says to a person. */
export interface ErrorWords {
  readonly message: string;
  readonly hint?: string;
  readonly code?: string;
}

/** Reads an error of `lib/api`; anything else becomes its message alone. */
export function errorWords(error: unknown): ErrorWords {
  if (typeof error !== 'object' || error === null) return { message: String(error) };
  const { message, hint, code } = error as { message?: unknown; hint?: unknown; code?: unknown };
  return {
    message: typeof message === 'string' && message !== '' ? message : 'The request failed.',
    ...(typeof hint === 'string' && { hint }),
    ...(typeof code === 'string' && { code }),
  };
}
