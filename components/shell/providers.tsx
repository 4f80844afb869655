'use client';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { ToastHost } from './toast-host';

/** What every screen needs: the query cache, the address as state, the nonce for style elements, messages. */
export function Providers({
  nonce,
  children,
}: {
  readonly nonce: string | undefined;
  readonly children: ReactNode;
}) {
  const [client] = useState(newClient);
  return (
    <CSPProvider nonce={nonce}>
      <QueryClientProvider client={client}>
        <NuqsAdapter>
          {children}
          <ToastHost />
        </NuqsAdapter>
      </QueryClientProvider>
    </CSPProvider>
  );
}

function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // The monitor reads at its own pace; a screen that comes to the front should still look at once.
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && !isFinal(error),
      },
    },
  });
}

/** Answers that a second try will not change: not found, not permitted, a wrong request. */
function isFinal(error: unknown): boolean {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500;
}
