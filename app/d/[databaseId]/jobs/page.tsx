import type { Metadata } from 'next';
import { JobsScreen } from '@/components/jobs/jobs-screen';

export const metadata: Metadata = { title: 'Jobs' };

export default async function JobsPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <JobsScreen databaseId={decodeURIComponent(databaseId)} />;
}
