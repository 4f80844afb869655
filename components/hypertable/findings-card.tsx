import { Card } from '@/components/ui/card';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { FindingLinks } from './finding-links';

/** Open findings of this hypertable, above everything else that it shows. */
export function FindingsCard({
  databaseId,
  answer,
}: {
  readonly databaseId: string;
  readonly answer: HypertableAnswer;
}) {
  const open = answer.findings.filter(({ state }) => state === 'open' || state === 'regressed');
  if (open.length === 0) return null;
  return (
    <Card className="overflow-hidden">
      <h2 className="sr-only">Findings</h2>
      <FindingLinks databaseId={databaseId} findings={open} />
    </Card>
  );
}
