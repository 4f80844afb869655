import type { Metadata } from 'next';
import { ReportScreen } from '@/components/report/report-screen';

export const metadata: Metadata = { title: 'Report' };

export default async function ReportPage({ params }: { readonly params: Promise<{ databaseId: string }> }) {
  const { databaseId } = await params;
  return <ReportScreen databaseId={decodeURIComponent(databaseId)} />;
}
