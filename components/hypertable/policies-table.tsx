import Link from 'next/link';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { State } from '@/components/ui/state';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { HypertableAnswer } from '@/lib/api/hypertable';
import { policyWords, scheduleWords } from './policy-words';

type PolicyOnAxis = NonNullable<HypertableAnswer['policies']>[number];

/** Every policy of the hypertable in words, with its schedule and its last run. */
export function PoliciesTable({
  databaseId,
  policies,
}: {
  readonly databaseId: string;
  readonly policies: readonly PolicyOnAxis[] | null;
}) {
  if (policies === null) return <State kind="unknown" title="Policies could not be read." />;
  if (policies.length === 0) {
    return (
      <State kind="empty" title="No policy works on this hypertable.">
        Its chunks stay as they are until someone compresses or drops them by hand.
      </State>
    );
  }
  return (
    <Table label="Policies">
      <thead>
        <tr>
          <Th>Policy</Th>
          <Th>Runs</Th>
          <Th>Last run</Th>
          <Th>Next start</Th>
          <Th align="end">Job</Th>
        </tr>
      </thead>
      <tbody>
        {policies.map((policy) => (
          <Tr key={policy.jobId}>
            <Td className="first-letter:uppercase">{policyWords(policy)}</Td>
            <Td>{policy.scheduled ? scheduleWords(policy) : <Badge tone="outline">switched off</Badge>}</Td>
            <Td>
              <LastRun run={policy.lastRun} />
            </Td>
            <Td className="nums whitespace-nowrap">
              {policy.nextStartAt === null || !policy.scheduled ? (
                <Unknown
                  reason={
                    policy.scheduled
                      ? 'it runs now, or its runner records no next start'
                      : 'it is switched off'
                  }
                />
              ) : (
                <RelativeTime at={policy.nextStartAt} />
              )}
            </Td>
            <Td align="end">
              <Link href={`/d/${encodeURIComponent(databaseId)}/jobs?job=${policy.jobId}`} className="link">
                {policy.jobId}
              </Link>
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function LastRun({ run }: { readonly run: PolicyOnAxis['lastRun'] }) {
  switch (run) {
    case 'failed':
      return <Badge tone="critical">✕ failed</Badge>;
    case 'stuck':
      return <Badge tone="critical">✕ stuck</Badge>;
    case 'running':
      return <Badge tone="accent">▸ running</Badge>;
    case 'succeeded':
      return <span className="text-muted">succeeded</span>;
    case 'never-run':
      return <span className="text-faint">never ran</span>;
    default:
      return (
        <Unknown reason="its statistics could not be read, its runner records none, or a standby does not see whether the run goes on" />
      );
  }
}
