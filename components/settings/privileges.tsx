import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import type { CoverageAnswer } from '@/lib/api/coverage';
import { count } from '@/lib/format/count';

type Privilege = NonNullable<CoverageAnswer['privileges']>[number];

/** What our role may do, and what each privilege makes visible. */
export function Privileges({ privileges }: { readonly privileges: readonly Privilege[] }) {
  return (
    <Card aria-label="Privileges">
      <CardHeader title="Privileges of the role" />
      <div className="pt-2">
        <Table label="Privileges">
          <thead>
            <tr>
              <Th>Privilege</Th>
              <Th>Makes visible</Th>
              <Th>State</Th>
            </tr>
          </thead>
          <tbody>
            {privileges.map((privilege) => (
              <Tr key={privilege.privilege}>
                <Td className="font-mono text-xs">{privilege.privilege}</Td>
                <Td className="min-w-56 text-muted">{privilege.enables}</Td>
                <Td>
                  <Badge tone={privilege.isGranted ? 'good' : 'neutral'}>{stateWord(privilege)}</Badge>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </Card>
  );
}

function stateWord({ isGranted, grantedOn, existing }: Privilege): string {
  if (grantedOn === null || existing === null) return isGranted ? 'Granted' : 'Not granted';
  return `${count(grantedOn)} of ${count(existing)}`;
}
