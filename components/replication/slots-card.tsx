import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';

type Slot = NonNullable<ReplicationAnswer['replicationSlots']>[number];

/** What each slot keeps the server from throwing away. */
export function SlotsCard({
  slots,
  limitBytes,
}: {
  readonly slots: readonly Slot[];
  readonly limitBytes: number | null;
}) {
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Replication slots"
        description={
          slots.length === 0
            ? undefined
            : limitBytes === null
              ? 'Nothing limits the log that they keep.'
              : `Each may keep ${bytes(limitBytes)} of log.`
        }
        className="pb-2"
      />
      {slots.length === 0 ? (
        <p className="px-5 pb-4 text-muted text-sm">There is no replication slot.</p>
      ) : (
        <Table label="Replication slots" className="min-w-2xl">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>Kind</Th>
              <Th>State</Th>
              <Th align="end">Log kept</Th>
              <Th align="end">Until it is lost</Th>
              <Th align="end">Not in use</Th>
            </tr>
          </thead>
          <tbody>
            {slots.map((slot) => (
              <Tr key={slot.name}>
                <Td className="font-medium">{slot.name}</Td>
                <Td>
                  {slot.kind}
                  {slot.database && <span className="text-faint"> · {slot.database}</span>}
                </Td>
                <Td>
                  <SlotState slot={slot} />
                </Td>
                <Td align="end">{bytes(slot.retainedBytes)}</Td>
                <Td align="end">
                  {slot.safeBytes === null ? <Unknown reason="nothing limits it" /> : bytes(slot.safeBytes)}
                </Td>
                <Td align="end">{sinceCell(slot)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function sinceCell({ isActive, inactiveSince }: Slot) {
  if (isActive) return <span className="text-faint">in use</span>;
  return inactiveSince === null ? (
    <Unknown reason="before PostgreSQL 17 the server does not say since when" />
  ) : (
    <RelativeTime at={inactiveSince} />
  );
}

function SlotState({ slot }: { readonly slot: Slot }) {
  if (slot.walStatus === 'lost' || slot.invalidationReason !== null)
    return <Badge tone="critical">lost{slot.invalidationReason && `: ${slot.invalidationReason}`}</Badge>;
  if (slot.walStatus === 'unreserved') return <Badge tone="critical">about to be lost</Badge>;
  if (slot.isActive) return <Badge tone="good">in use</Badge>;
  return slot.isSynced ? <Badge>kept in step</Badge> : <Badge tone="warning">not in use</Badge>;
}
