'use client';
import { parseAsBoolean, useQueryState } from 'nuqs';
import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { State } from '@/components/ui/state';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import type { SecurityAnswer } from '@/lib/api/security';
import { count } from '@/lib/format/count';

type Role = NonNullable<SecurityAnswer['roles']>[number];

const MOST_SHOWN = 200;

/** The roles that may sign in or reach far, the most powerful first. */
export function RolesCard({
  roles,
  ownName,
}: {
  readonly roles: SecurityAnswer['roles'];
  readonly ownName: string | null;
}) {
  const [isAll, setAll] = useQueryState('roles', parseAsBoolean.withDefault(false));
  const shown = roles?.filter((role) => isAll || role.powers.length > 0) ?? [];
  return (
    <Card aria-label="Roles">
      <CardHeader
        title="Roles"
        description="Passwords and their hashes are never read"
        aside={
          roles !== null && (
            <Segmented
              label="Which roles"
              value={isAll ? 'all' : 'powerful'}
              segments={[
                { id: 'powerful', label: 'With more than tables' },
                { id: 'all', label: `All ${count(roles.length)}` },
              ]}
              onChange={(id) => void setAll(id === 'all' ? true : null)}
            />
          )
        }
      />
      {roles === null ? (
        <State kind="unknown" title="The roles could not be read." />
      ) : shown.length === 0 ? (
        <State kind="good" title="No role reaches past its tables." />
      ) : (
        <div className="pt-2">
          <Table label="Roles">
            <thead>
              <tr>
                <Th>Role</Th>
                <Th>Reaches</Th>
                <Th>Signs in</Th>
                <Th>Password ends</Th>
                <Th align="end">Connections at most</Th>
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, MOST_SHOWN).map((role) => (
                <RoleRow key={role.name} role={role} isOwn={role.name === ownName} />
              ))}
            </tbody>
          </Table>
          {shown.length > MOST_SHOWN && (
            <p className="px-5 py-3 text-faint text-xs">and {count(shown.length - MOST_SHOWN)} more</p>
          )}
        </div>
      )}
    </Card>
  );
}

function RoleRow({ role, isOwn }: { readonly role: Role; readonly isOwn: boolean }) {
  const { name, powers, canLogin, isBootstrap, validUntil, isExpired, connectionLimit } = role;
  return (
    <Tr>
      <Td>
        <span className="font-mono text-xs">{name}</span>
        {(isOwn || isBootstrap) && (
          <span className="block text-2xs text-faint">
            {[...(isOwn ? ['our own'] : []), ...(isBootstrap ? ['made with the cluster'] : [])].join(', ')}
          </span>
        )}
      </Td>
      <Td>
        <span className="flex flex-wrap gap-1">
          {powers.map((power) => (
            <Badge key={power} tone={power === 'superuser' ? 'warning' : 'outline'}>
              {power}
            </Badge>
          ))}
        </span>
      </Td>
      <Td>{canLogin ? 'yes' : 'no'}</Td>
      <Td>{validUntil === null ? 'never' : `${validUntil.slice(0, 10)}${isExpired ? ', past' : ''}`}</Td>
      <Td align="end">{connectionLimit < 0 ? 'no limit' : count(connectionLimit)}</Td>
    </Tr>
  );
}
