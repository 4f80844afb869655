import type { Metadata } from 'next';
import { OverviewScreen } from '@/components/overview/overview-screen';

export const metadata: Metadata = { title: 'Overview' };

export default async function OverviewPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <OverviewScreen databaseId={databaseId} />;
}
