import type { Metadata } from 'next';
import { PlanScreen } from '@/components/plan/plan-screen';

export const metadata: Metadata = { title: 'Plan' };

export default async function PlanPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <PlanScreen databaseId={decodeURIComponent(databaseId)} />;
}
