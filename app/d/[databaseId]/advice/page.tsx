import type { Metadata } from 'next';
import { AdviceScreen } from '@/components/advice/advice-screen';

export const metadata: Metadata = { title: 'Advice' };

export default async function AdvicePage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <AdviceScreen databaseId={databaseId} />;
}
