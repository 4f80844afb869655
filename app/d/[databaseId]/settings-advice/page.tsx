import type { Metadata } from 'next';
import { SettingsAdviceScreen } from '@/components/settings-advice/settings-advice-screen';

export const metadata: Metadata = { title: 'Settings advice' };

export default async function SettingsAdvicePage({
  params,
}: {
  readonly params: Promise<{ databaseId: string }>;
}) {
  const { databaseId } = await params;
  return <SettingsAdviceScreen databaseId={decodeURIComponent(databaseId)} />;
}
