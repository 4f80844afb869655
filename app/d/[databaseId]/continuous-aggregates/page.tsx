import type { Metadata } from 'next';
import { ContinuousAggregatesScreen } from '@/components/continuous-aggregates/continuous-aggregates-screen';

export const metadata: Metadata = { title: 'Continuous aggregates' };

export default async function ContinuousAggregatesPage({
  params,
}: {
  readonly params: Promise<{ databaseId: string }>;
}) {
  const { databaseId } = await params;
  return <ContinuousAggregatesScreen databaseId={decodeURIComponent(databaseId)} />;
}
