import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { databasesAnswer } from '@/lib/answers/databases';
import { databasesQuery } from '@/lib/api/databases';
import { isSignedIn } from '@/lib/auth/session';
import { currentConfiguration } from '@/lib/config/current-configuration';
import { product } from '@/lib/monitor/product';

/**
 * Hands the list of databases over with the page's first HTML, so that names, states and the demo's banner stand
 * where they will stay. A reader who is not signed in gets none of it: the proxy alone is no guard.
 */
export async function KnownDatabases({ children }: { readonly children: ReactNode }) {
  const client = new QueryClient();
  const request = new Request('http://localhost', { headers: new Headers(await headers()) });
  if (await isSignedIn(request, currentConfiguration()))
    client.setQueryData(databasesQuery().queryKey, databasesAnswer(product()));
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
