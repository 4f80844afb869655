import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { ReplicationAnswer } from '@/lib/api/replication';
import { count } from '@/lib/format/count';

type Subscription = NonNullable<ReplicationAnswer['subscriptions']>[number];

/** What this server receives by logical replication. */
export function SubscriptionsCard({ subscriptions }: { readonly subscriptions: readonly Subscription[] }) {
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Subscriptions" className="pb-2" />
      <Table label="Subscriptions" className="min-w-2xl">
        <thead>
          <tr>
            <Th>Name</Th>
            <Th>State</Th>
            <Th align="end">Publisher heard</Th>
            <Th align="end">Tables copied</Th>
            <Th align="end">Errors</Th>
          </tr>
        </thead>
        <tbody>
          {subscriptions.map(
            ({ name, isEnabled, isRunning, lastMessageAt, tablesCopying, applyErrors, copyErrors }) => (
              <Tr key={name}>
                <Td className="font-medium">{name}</Td>
                <Td>
                  <Badge tone={isRunning ? 'good' : 'warning'}>
                    {isRunning ? 'runs' : isEnabled === false ? 'switched off' : 'does not run'}
                  </Badge>
                </Td>
                <Td align="end">
                  <RelativeTime at={lastMessageAt} />
                </Td>
                <Td align="end">{count(tablesCopying)}</Td>
                <Td align="end">
                  {applyErrors === null ? (
                    <Unknown reason="counted from PostgreSQL 15 on" />
                  ) : (
                    count(applyErrors + (copyErrors ?? 0))
                  )}
                </Td>
              </Tr>
            ),
          )}
        </tbody>
      </Table>
    </Card>
  );
}
