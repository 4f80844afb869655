import { Card, CardHeader } from '@/components/ui/card';
import { RelativeTime } from '@/components/ui/relative-time';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { HorizonHolder, TablesAnswer } from '@/lib/api/tables';
import { count } from '@/lib/format/count';

/** Who keeps VACUUM from removing dead rows. */
export function HorizonCard({ answer: { horizonHolders } }: { readonly answer: TablesAnswer }) {
  // Whoever began just now, as our own reading does, keeps nothing yet.
  const holding = horizonHolders?.filter(({ xidAge }) => xidAge > 0) ?? [];
  if (holding.length === 0) return null;
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Who keeps dead rows"
        description="VACUUM removes only what nobody can see any more: the oldest of these decides."
        className="pb-3"
      />
      <div className="border-line border-t">
        <Table label="Who keeps dead rows" className="sm:min-w-2xl">
          <thead>
            <tr>
              <Th>Holder</Th>
              <Th className="max-sm:hidden">Of</Th>
              <Th align="end">Transactions since</Th>
              <Th align="end" className="max-sm:hidden">
                Begun
              </Th>
              <Th>Keeps</Th>
            </tr>
          </thead>
          <tbody>
            {holding.map((holder) => (
              <Tr key={`${holder.kind} ${holder.holds} ${holder.pid} ${holder.name}`}>
                <Td className="break-words">{nameOf(holder)}</Td>
                <Td className="break-words text-muted max-sm:hidden">
                  {[holder.roleName, holder.state].filter((word) => word !== null).join(', ') || 'not known'}
                </Td>
                <Td align="end">{count(holder.xidAge)}</Td>
                <Td align="end" className="max-sm:hidden">
                  {holder.since === null ? (
                    <Unknown reason="the server does not tell" />
                  ) : (
                    <RelativeTime at={holder.since} />
                  )}
                </Td>
                <Td className="text-muted">{keeps(holder)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Card>
  );
}

function nameOf({ kind, pid, name }: HorizonHolder): string {
  return kind === 'session'
    ? `session ${pid}${name ? `, ${name}` : ''}`
    : `${kind.replace('-', ' ')} ${name ?? ''}`;
}

function keeps({ concernsThisDatabase, holds, databaseName }: HorizonHolder): string {
  if (!concernsThisDatabase) return `rows of database ${databaseName}`;
  return holds === 'catalogs' ? 'rows of the system catalogs' : 'rows of every table';
}
