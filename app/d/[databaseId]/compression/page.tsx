import type { Metadata } from 'next';
import { CompressionScreen } from '@/components/compression/compression-screen';

export const metadata: Metadata = { title: 'Compression' };

export default async function CompressionPage({
  params,
}: {
  readonly params: Promise<{ databaseId: string }>;
}) {
  const { databaseId } = await params;
  return <CompressionScreen databaseId={decodeURIComponent(databaseId)} />;
}
