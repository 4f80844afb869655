import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { bytes } from '@/lib/format/bytes';
import { duration } from '@/lib/format/duration';

type Receiver = NonNullable<ReplicationAnswer['replication']>[number];

const HIDDEN = 'hidden from this role';
const NOTHING_UNDER_WAY = 'nothing is under way: no delay is known, which is not a delay of zero';

/** Who streams from here, and where the log waits on its way. */
export function ReceiversCard({ receivers }: { readonly receivers: readonly Receiver[] }) {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Standbys and other receivers" className="pb-2" />
      {receivers.length === 0 ? (
        <p className="px-5 pb-4 text-muted text-sm">Nobody streams from this server.</p>
      ) : (
        <Table label="Standbys and other receivers" className="min-w-2xl">
          <thead>
            <tr>
              <Th>Name</Th>
              <Th>State</Th>
              <Th align="end">Behind</Th>
              <Th align="end">Not sent</Th>
              <Th align="end">Under way</Th>
              <Th align="end">Not replayed</Th>
              <Th align="end">Delay</Th>
            </tr>
          </thead>
          <tbody>
            {receivers.map((one) => (
              <Tr key={`${one.applicationName} ${one.clientAddress} ${one.replyAt}`}>
                <Td>
                  {one.applicationName ?? <Unknown reason={HIDDEN} />}
                  {one.clientAddress && <span className="text-faint"> · {one.clientAddress}</span>}
                </Td>
                <Td>
                  <StateBadge state={one.state} /> <span className="text-faint text-xs">{one.syncState}</span>
                </Td>
                <Td align="end">{bytes(one.totalLagBytes)}</Td>
                <Td align="end">{bytes(one.sendLagBytes)}</Td>
                <Td align="end">{bytes(one.flushLagBytes)}</Td>
                <Td align="end">{bytes(one.replayLagBytes)}</Td>
                <Td align="end">
                  {one.replayLagSeconds === null ? (
                    <Unknown reason={one.state === null ? HIDDEN : NOTHING_UNDER_WAY} />
                  ) : (
                    duration(one.replayLagSeconds)
                  )}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function StateBadge({ state }: { readonly state: string | null }) {
  return state === null ? (
    <Unknown reason={HIDDEN} />
  ) : (
    <Badge tone={state === 'streaming' ? 'good' : 'warning'}>{state}</Badge>
  );
}
