import { Card, CardHeader } from '@/components/ui/card';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import type { Statement } from '@/lib/api/queries';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';

/** Who runs it: an entry for each role, and one for calls inside of functions. Nothing where there is one only. */
export function EntriesTable({ entries }: { readonly entries: readonly Statement[] }) {
  if (entries.length < 2) return null;
  return (
    <Card>
      <CardHeader title="By role" />
      <div className="pt-2">
        <Table label="By role">
          <thead>
            <tr>
              <Th>Role</Th>
              <Th>Called</Th>
              <Th align="end">Calls</Th>
              <Th align="end">Time</Th>
              <Th align="end">A call takes</Th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ roleName, isTopLevel, calls, totalSeconds }) => (
              <Tr key={`${roleName} ${isTopLevel}`}>
                <Td className="break-all font-medium">{roleName ?? '–'}</Td>
                <Td>{isTopLevel === false ? 'inside of a function' : 'by a client'}</Td>
                <Td align="end">{count(calls)}</Td>
                <Td align="end">{duration(totalSeconds)}</Td>
                <Td align="end">{duration(calls > 0 ? totalSeconds / calls : null)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Card>
  );
}
