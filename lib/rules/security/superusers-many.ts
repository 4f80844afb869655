import { subjectText } from '@/lib/derive/subject-text';
import { counted } from '@/lib/format/count';
import { readRoleAttribute, setRoleAttribute } from '@/lib/sql/privilege';
import { defineRule, type Finding } from '../rule';
import { catalogStep, isOurEngine } from '../shared/security/catalog-step';

/** Besides the one that the cluster was made with: one for people is enough, a program never needs it. */
const MOST_SUPERUSERS = 1;
/** Roles of managed services, which nobody else can change. */
const OF_PROVIDERS = /^(rdsadmin|cloudsqladmin|azuresu|alloydbadmin|postgres|tsdbowner)$/;

export default defineRule({
  meta: {
    id: 'security/superusers-many',
    title: 'Several roles that may sign in are superusers',
    why: 'No grant, policy or read-only setting binds a superuser, and it runs programs on the server. Each such password that is somewhere in a configuration is one that opens everything.',
    source: 'https://www.postgresql.org/docs/current/role-attributes.html',
    needs: ['roles'],
    facts: {
      superusers: { label: 'Superusers that may sign in', source: 'pg_roles.rolsuper' },
    },
  },
  check({ roles }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    const superusers = roles.filter(
      ({ name, canLogin, isSuperuser, isBootstrap }) =>
        canLogin && isSuperuser && !isBootstrap && !OF_PROVIDERS.test(name),
    );
    if (superusers.length <= MOST_SUPERUSERS) return [];
    return superusers.map(
      ({ name }): Finding => ({
        subject: [name],
        severity: 'warning',
        confidence: 'medium',
        title: `Take SUPERUSER from role ${subjectText([name])}, or decide that it needs it`,
        detail: `Besides the role that the cluster was made with, ${counted(superusers.length, 'superuser')} may sign in: ${superusers.map((role) => role.name).join(', ')}.`,
        facts: { superusers: superusers.length },
        impact: {
          prevents: 'a stolen password that opens everything',
          basis: `${counted(superusers.length, 'superuser')}; more than ${MOST_SUPERUSERS} is one too many.`,
        },
        advice: {
          precheck: { sql: readRoleAttribute(name, 'SUPERUSER'), expect: 'true' },
          steps: [catalogStep(setRoleAttribute(name, 'SUPERUSER', false), 'pg_authid')],
          undo: [{ sql: setRoleAttribute(name, 'SUPERUSER', true) }],
          verify: { sql: readRoleAttribute(name, 'SUPERUSER'), expect: 'false' },
          worsens: 'What it did without a grant fails: give it the grants that it needs first.',
          role: 'another superuser',
          deletesData: false,
          note: 'Sessions that are open stay superusers until they connect again.',
        },
      }),
    );
  },
});
