import type { Metadata } from 'next';
import { IndexesScreen } from '@/components/indexes/indexes-screen';

export const metadata: Metadata = { title: 'Indexes' };

export default async function IndexesPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <IndexesScreen databaseId={decodeURIComponent(databaseId)} />;
}
