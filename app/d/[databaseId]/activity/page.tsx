import type { Metadata } from 'next';
import { ActivityScreen } from '@/components/activity/activity-screen';

export const metadata: Metadata = { title: 'Activity' };

export default async function ActivityPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <ActivityScreen databaseId={decodeURIComponent(databaseId)} />;
}
