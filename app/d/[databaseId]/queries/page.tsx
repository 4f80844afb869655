import type { Metadata } from 'next';
import { QueriesScreen } from '@/components/queries/queries-screen';

export const metadata: Metadata = { title: 'Queries' };

export default async function QueriesPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <QueriesScreen databaseId={decodeURIComponent(databaseId)} />;
}
