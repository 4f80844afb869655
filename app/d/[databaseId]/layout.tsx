import type { ReactNode } from 'react';
import { Shell } from '@/components/shell/shell';
import { KnownDatabases } from '../../known-databases';

export default async function DatabaseLayout({
  params,
  children,
}: {
  readonly params: Promise<{ databaseId: string }>;
  readonly children: ReactNode;
}) {
  const { databaseId } = await params;
  return (
    <KnownDatabases>
      <Shell databaseId={databaseId}>{children}</Shell>
    </KnownDatabases>
  );
}
