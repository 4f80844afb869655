import type { ReactNode } from 'react';
import { Shell } from '@/components/shell/shell';

export default async function DatabaseLayout({
  params,
  children,
}: {
  readonly params: Promise<{ databaseId: string }>;
  readonly children: ReactNode;
}) {
  const { databaseId } = await params;
  return <Shell databaseId={databaseId}>{children}</Shell>;
}
