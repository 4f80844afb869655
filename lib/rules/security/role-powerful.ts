import { subjectText } from '@/lib/derive/subject-text';
import { counted } from '@/lib/format/count';
import {
  countMemberships,
  grantRole,
  readRoleAttribute,
  revokeRole,
  setRoleAttribute,
} from '@/lib/sql/privilege';
import { type Advice, defineRule, type Finding } from '../rule';
import { catalogStep, isOurEngine } from '../shared/security/catalog-step';
import { type Power, powersOf, type Role } from '../shared/security/role-powers';

/** Roles that managed services make and need. */
const OF_PROVIDERS =
  /^(rds|aws_|cloudsql|azure|alloydb|tsdb|neon_|supabase_|crunchy_|avnadmin|doadmin|_crunchy)/;

export default defineRule({
  meta: {
    id: 'security/role-powerful',
    title: 'A role may do more than work with its tables',
    why: 'Such rights reach past grants on tables: to files of the server, to every row, to other roles. Somebody who gets hold of the password gets all of that.',
    source: 'https://www.postgresql.org/docs/current/predefined-roles.html',
    needs: ['roles'],
    facts: {
      powers: { label: 'Such rights of this role', source: 'pg_roles, pg_auth_members' },
    },
  },
  check({ roles }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    return roles
      .filter(({ name, canLogin }) => canLogin && name !== server.roleName && !OF_PROVIDERS.test(name))
      .flatMap((role) => {
        const powers = powersOf(role, server.major);
        return powers.map((power) => finding(role, power, powers.length));
      });
  },
});

function finding(role: Role, power: Power, powers: number): Finding {
  const { name } = role;
  const isInherited = power.attribute === undefined && role.inherited.includes(power.name);
  return {
    subject: [name, power.name],
    severity: power.severity,
    // Some roles are there for just that, such as one for backups.
    confidence: 'medium',
    title: `Take ${power.name} from role ${subjectText([name])}, or decide that it needs it`,
    detail: `It ${power.means}.${isInherited ? ' It comes by way of another role that it is a member of; take it there.' : ''}`,
    facts: { powers },
    impact: {
      prevents: 'a stolen password that opens more than its tables',
      basis: `${counted(powers, 'right')} of this kind in pg_roles and pg_auth_members.`,
    },
    ...(!isInherited && { advice: advice(name, power) }),
  };
}

function advice(role: string, { name, attribute }: Power): Advice {
  const common = {
    worsens:
      'What it does with that right fails: replication, backups and scripts of administrators have reasons.',
    deletesData: false,
    note: 'Sessions that are open keep an attribute until they connect again.',
  };
  if (attribute)
    return {
      ...common,
      precheck: { sql: readRoleAttribute(role, attribute), expect: 'true' },
      steps: [catalogStep(setRoleAttribute(role, attribute, false), 'pg_authid')],
      undo: [{ sql: setRoleAttribute(role, attribute, true) }],
      verify: { sql: readRoleAttribute(role, attribute), expect: 'false' },
      role: attribute === 'CREATEROLE' ? 'superuser, or who may manage the role' : 'superuser',
    };
  return {
    ...common,
    precheck: { sql: countMemberships(name, role), expect: '1 — one grant' },
    steps: [catalogStep(revokeRole(name, role), 'pg_auth_members')],
    undo: [{ sql: grantRole(name, role) }],
    verify: { sql: countMemberships(name, role), expect: '0' },
    role: 'superuser, or who granted it',
  };
}
