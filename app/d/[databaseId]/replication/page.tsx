import type { Metadata } from 'next';
import { ReplicationScreen } from '@/components/replication/replication-screen';

export const metadata: Metadata = { title: 'Replication & WAL' };

export default async function ReplicationPage({
  params,
}: {
  readonly params: Promise<{ databaseId: string }>;
}) {
  const { databaseId } = await params;
  return <ReplicationScreen databaseId={decodeURIComponent(databaseId)} />;
}
