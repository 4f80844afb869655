import type { Metadata } from 'next';
import { QueryScreen } from '@/components/query/query-screen';

export const metadata: Metadata = { title: 'Query' };

export default async function QueryPage({
  params,
}: {
  readonly params: Promise<{ databaseId: string; queryId: string }>;
}) {
  const { databaseId, queryId } = await params;
  return <QueryScreen databaseId={decodeURIComponent(databaseId)} queryId={decodeURIComponent(queryId)} />;
}
