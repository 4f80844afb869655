import type { Metadata } from 'next';
import { HypertablesScreen } from '@/components/hypertables/hypertables-screen';

export const metadata: Metadata = { title: 'Hypertables' };

export default async function HypertablesPage({
  params,
}: {
  readonly params: Promise<{ databaseId: string }>;
}) {
  const { databaseId } = await params;
  return <HypertablesScreen databaseId={decodeURIComponent(databaseId)} />;
}
