import { Card, CardHeader } from '@/components/ui/card';
import { State } from '@/components/ui/state';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import type { ActivityAnswer, Session } from '@/lib/api/activity';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { StateBadge } from './state-badge';
import { whyItMatters } from './why-it-matters';

const LEAST_SECONDS = 60;
const MOST = 10;

/** Transactions that are open for more than a minute, and prepared ones, which have no session. */
export function LongTransactions({
  sessions,
  prepared,
}: {
  readonly sessions: readonly Session[];
  readonly prepared: NonNullable<ActivityAnswer['preparedTransactions']>;
}) {
  const long = sessions
    .filter(({ transactionSeconds }) => (transactionSeconds ?? 0) >= LEAST_SECONDS)
    .toSorted((a, b) => (b.transactionSeconds ?? 0) - (a.transactionSeconds ?? 0))
    .slice(0, MOST);
  return (
    <Card className="overflow-hidden">
      <CardHeader title="Long transactions" description="Open for more than a minute." className="pb-2" />
      {long.length + prepared.length === 0 ? (
        <State kind="good" title="No transaction is open for more than a minute." />
      ) : (
        <Table label="Long transactions" className="min-w-2xl">
          <thead>
            <tr>
              <Th>Process</Th>
              <Th align="end">Open for</Th>
              <Th>State</Th>
              <Th>Who</Th>
              <Th>Why it matters</Th>
            </tr>
          </thead>
          <tbody>
            {prepared.map(({ name, ownerName, databaseName, ageSeconds, xidAge }) => (
              <Tr key={`prepared ${databaseName} ${name}`}>
                <Td>prepared {name}</Td>
                <Td align="end">{duration(ageSeconds)}</Td>
                <Td>waits for its end</Td>
                <Td>
                  {ownerName} <span className="text-faint">· {databaseName}</span>
                </Td>
                <Td className="text-muted">
                  keeps its locks, and the dead rows of {count(xidAge)} transactions
                </Td>
              </Tr>
            ))}
            {long.map((session) => (
              <Tr key={session.pid}>
                <Td className="nums">{session.pid}</Td>
                <Td align="end">{duration(session.transactionSeconds)}</Td>
                <Td>
                  <StateBadge session={session} />
                </Td>
                <Td>
                  {session.roleName ?? session.backendType ?? '–'}
                  {session.applicationName !== '' && (
                    <span className="text-faint"> · {session.applicationName}</span>
                  )}
                </Td>
                <Td className="text-muted">{whyItMatters(session)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
