import type { Row } from '@/lib/collect/snapshot';

/** What a role may do past its tables, in words; nothing for one that may not. What superusers may do anyway is not told of them. */
export function rolePowers(role: Row<'roles'>): readonly string[] {
  return [
    ...(role.isSuperuser ? ['superuser'] : []),
    ...(role.createsRoles && !role.isSuperuser ? ['makes roles'] : []),
    ...(role.bypassesRowPolicies && !role.isSuperuser ? ['past row policies'] : []),
    ...(role.replicates && !role.isSuperuser ? ['replication'] : []),
    ...role.granted,
    ...role.inherited.map((name) => `${name} (inherited)`),
  ];
}
