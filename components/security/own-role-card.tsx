import { FactList } from '@/components/settings/fact-list';
import { Unknown } from '@/components/ui/unknown';
import type { SecurityAnswer } from '@/lib/api/security';
import { count, counted } from '@/lib/format/count';

const NOT_READ = <Unknown reason="could not be read" />;

/** The role that Chunkwise signs in with: what it may do here, and who could use it to read. */
export function OwnRoleCard({ own }: { readonly own: SecurityAnswer['own'] }) {
  if (own === null)
    return (
      <FactList
        title="Our own role"
        facts={[{ name: 'Role', value: <Unknown reason="not connected yet" /> }]}
      />
    );
  const { name, isSuperuser, granted, reach, readBy } = own;
  return (
    <FactList
      title="Our own role"
      description="Chunkwise only reads, whatever the role may do"
      facts={[
        {
          name: 'Role',
          value: name,
          note: roleNote(own),
        },
        {
          name: 'Reaches past tables',
          value: granted === null ? NOT_READ : reachOf(isSuperuser, granted),
        },
        {
          name: 'Reads',
          value: reach === null ? NOT_READ : `${count(reach.readable)} of ${counted(reach.tables, 'table')}`,
          note: 'rows are read only by the compression lab, and only when you start it',
        },
        { name: 'Could change', value: reach === null ? NOT_READ : counted(reach.writable, 'table') },
        {
          name: 'Could create in',
          value:
            reach === null
              ? NOT_READ
              : [...(reach.createsSchemas ? ['the database'] : []), ...reach.createsIn].join(', ') ||
                'nothing',
        },
        {
          name: 'Others with its rights',
          value: readBy === null ? NOT_READ : readBy.join(', ') || 'none but superusers',
        },
      ]}
    />
  );
}

function roleNote({ isSuperuser, isMonitor }: NonNullable<SecurityAnswer['own']>): string {
  if (isSuperuser) return 'a superuser: more than is needed';
  return isMonitor
    ? 'a member of pg_monitor: that is enough'
    : 'not a member of pg_monitor: much is not known';
}

const reachOf = (isSuperuser: boolean, granted: readonly string[]) =>
  isSuperuser ? 'everywhere' : granted.join(', ') || 'no';
