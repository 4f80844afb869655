'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { instant } from '@/lib/format/instant';
import { Button } from './button';
import { errorWords } from './error-words';
import { SkeletonRows } from './skeleton';
import { State } from './state';

/**
 * The states of a query, always all of them: loading (a skeleton), failed (what happened and what to do), and
 * data; data stays on the screen when a refresh fails, with a line that says since when it is old.
 */
export function QueryState<Data>({
  query,
  skeleton = <SkeletonRows />,
  children,
}: {
  readonly query: UseQueryResult<Data>;
  readonly skeleton?: ReactNode;
  readonly children: (data: Data) => ReactNode;
}) {
  const { data, error, isError, refetch, isFetching, dataUpdatedAt } = query;
  if (data !== undefined) {
    return (
      <>
        {isError && <StaleNote error={error} since={new Date(dataUpdatedAt).toISOString()} />}
        {children(data)}
      </>
    );
  }
  if (isError) {
    return <ErrorState error={error} onRetry={() => refetch()} isRetrying={isFetching} />;
  }
  return (
    <div aria-busy="true">
      <span className="sr-only">Loading</span>
      {skeleton}
    </div>
  );
}

export function ErrorState({
  error,
  onRetry,
  isRetrying = false,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly isRetrying?: boolean;
}) {
  const { message, hint, code } = errorWords(error);
  return (
    <State
      kind="error"
      title={message}
      action={
        onRetry && (
          <Button onClick={onRetry} disabled={isRetrying}>
            Try again
          </Button>
        )
      }
    >
      {hint}
      {code !== undefined && <span className="mt-1 block font-mono text-faint text-xs">{code}</span>}
    </State>
  );
}

/** Said once, calmly, above data that could not be refreshed. */
export function StaleNote({ error, since }: { readonly error: unknown; readonly since: string }) {
  return (
    <p
      role="status"
      className="mb-4 flex flex-wrap items-center gap-x-2 rounded-lg border border-warning-line bg-warning-soft px-4 py-2.5 text-sm"
    >
      <span className="font-medium text-warning-ink">Not refreshed since {instant(since)}.</span>
      <span className="text-muted">{errorWords(error).message} Trying again.</span>
    </p>
  );
}
