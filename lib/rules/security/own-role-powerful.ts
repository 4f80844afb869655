import { subjectText } from '@/lib/derive/subject-text';
import { count, counted } from '@/lib/format/count';
import { countMemberships, grantRole, revokeRole } from '@/lib/sql/privilege';
import { defineRule, type Finding } from '../rule';
import { catalogStep, isOurEngine } from '../shared/security/catalog-step';
import { powersOf } from '../shared/security/role-powers';

export default defineRule({
  meta: {
    id: 'security/own-role-powerful',
    title: 'Chunkwise signs in with more rights than it needs',
    why: 'It only ever reads, but a password in a configuration can be read by others. A role with pg_monitor sees all that is judged here, and can change nothing.',
    source: 'https://www.postgresql.org/docs/current/predefined-roles.html#PREDEFINED-ROLE-PG-MONITOR',
    needs: ['roles'],
    wants: ['ownReach'],
    facts: {
      writable: { label: 'Tables that it may change', source: 'has_table_privilege' },
      tables: { label: 'Tables in all', source: 'pg_class' },
    },
  },
  check({ roles, ownReach }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    const name = server.roleName;
    const reach = ownReach?.[0];
    const facts = { writable: reach?.writable ?? null, tables: reach?.tables ?? null };
    const role = subjectText([name]);
    const prevents = 'a password in a configuration that opens more than statistics';
    if (server.isSuperuser)
      return [
        {
          subject: [name],
          severity: 'warning',
          confidence: 'high',
          title: `Connect as a role with pg_monitor instead of the superuser ${role}`,
          detail:
            'Nothing that Chunkwise reads needs a superuser. npm run --silent role prints the SQL that makes the role and the SQL that removes it; then change the connection string.',
          facts,
          impact: { prevents, basis: 'pg_roles.rolsuper of the role that we are signed in as.' },
        },
      ];
    const own = roles.find((row) => row.name === name);
    const powers = own ? powersOf(own, server.major) : [];
    return [
      ...powers.map((power): Finding => {
        const isDirect = own?.granted.includes(power.name) ?? false;
        return {
          subject: [name, power.name],
          severity: 'warning',
          confidence: 'high',
          title: `Take ${power.name} from our own role ${role}`,
          detail: `It ${power.means}. ${power.name === 'pg_read_all_data' ? 'Only sampling rows and EXPLAIN need to read tables; grants on single tables give less away.' : 'Monitoring needs nothing of that.'}`,
          facts,
          impact: { prevents, basis: `${counted(powers.length, 'right')} in pg_roles and pg_auth_members.` },
          ...(isDirect && {
            advice: {
              precheck: { sql: countMemberships(power.name, name), expect: '1 — one grant' },
              steps: [catalogStep(revokeRole(power.name, name), 'pg_auth_members')],
              undo: [{ sql: grantRole(power.name, name) }],
              verify: { sql: countMemberships(power.name, name), expect: '0' },
              worsens: 'What needed it is shown as not known.',
              role: 'superuser, or who granted it',
              deletesData: false,
            },
          }),
        };
      }),
      ...(reach && reach.writable > 0
        ? [
            {
              subject: [name, 'writes'],
              severity: 'notice',
              confidence: 'high',
              title: `Let our own role ${role} only read`,
              detail: `It may change ${count(reach.writable)} of ${counted(reach.tables, 'table')}. Sign in as a role of its own, not as that of a program.`,
              facts,
              impact: { prevents, basis: 'has_table_privilege of INSERT, UPDATE, DELETE or TRUNCATE.' },
            } satisfies Finding,
          ]
        : []),
    ];
  },
});
