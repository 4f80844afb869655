import type { Metadata } from 'next';
import { TablesScreen } from '@/components/tables/tables-screen';

export const metadata: Metadata = { title: 'Tables' };

export default async function TablesPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <TablesScreen databaseId={decodeURIComponent(databaseId)} />;
}
