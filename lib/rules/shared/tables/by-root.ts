import type { Row } from '@/lib/collect/snapshot';

type Table = Row<'tables'>;

export interface TableGroup {
  /** The partitioned table at the top, or the table itself. */
  readonly root: Table;
  readonly members: readonly Table[];
}

/** Tables under what they are partitions of, so that a thousand partitions are one finding. */
export function byRoot(members: readonly Table[], all: readonly Table[]): readonly TableGroup[] {
  const tables = new Map(all.map((table) => [table.relationOid, table]));
  const groups = new Map<number, { root: Table; members: Table[] }>();
  for (const member of members) {
    const root = (member.rootOid === null ? undefined : tables.get(member.rootOid)) ?? member;
    const group = groups.get(root.relationOid) ?? { root, members: [] };
    group.members.push(member);
    groups.set(root.relationOid, group);
  }
  return [...groups.values()];
}
