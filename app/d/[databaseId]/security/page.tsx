import type { Metadata } from 'next';
import { SecurityScreen } from '@/components/security/security-screen';

export const metadata: Metadata = { title: 'Security' };

export default async function SecurityPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <SecurityScreen databaseId={decodeURIComponent(databaseId)} />;
}
