import { subjectText } from '@/lib/derive/subject-text';
import { counted } from '@/lib/format/count';
import {
  countDefaultForPublic,
  type DefaultPrivilege,
  defaultPrivilege,
  grantDefaultToPublic,
  revokeDefaultFromPublic,
} from '@/lib/sql/privilege';
import { defineRule, type Finding } from '../rule';
import { catalogStep, isOurEngine } from '../shared/security/catalog-step';

export default defineRule({
  meta: {
    id: 'security/default-privileges-public',
    title: 'What is made from now on is open to everybody',
    why: 'Default privileges for PUBLIC open each new table or schema to every role that may sign in, also to those that come later. Nobody sees it in the statement that makes the table.',
    source: 'https://www.postgresql.org/docs/current/sql-alterdefaultprivileges.html',
    needs: ['publicGrants'],
    facts: {
      privileges: { label: 'Such default privileges', source: 'pg_default_acl' },
    },
  },
  check({ publicGrants }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    const open = publicGrants.filter(({ kind }) => kind === 'default-privilege');
    return open.map(({ schema, owner, objects, privilege }): Finding => {
      const known = defaultPrivilege({ owner, schema, objects, privilege });
      const where = schema === null ? '' : ` in schema ${subjectText([schema])}`;
      return {
        subject: [owner, schema ?? '*', objects ?? '*', privilege],
        severity: 'warning',
        confidence: 'high',
        title: `Take ${privilege} on new ${(objects ?? 'objects').toLowerCase()} of ${subjectText([owner])}${where} from PUBLIC`,
        detail: `Whatever ${owner} makes${where} gets it by itself.`,
        facts: { privileges: open.length },
        impact: {
          prevents: 'new objects that are open to everybody',
          basis: `${counted(open.length, 'entry', 'entries')} for PUBLIC in pg_default_acl.`,
        },
        ...(known && { advice: adviceFor(known) }),
      };
    });
  },
});

function adviceFor(privilege: DefaultPrivilege) {
  const count = countDefaultForPublic(privilege);
  return {
    precheck: { sql: count, expect: '1' },
    steps: [catalogStep(revokeDefaultFromPublic(privilege), 'pg_default_acl')],
    undo: [{ sql: grantDefaultToPublic(privilege) }],
    verify: { sql: count, expect: '0' },
    worsens: 'Roles that relied on it need grants on what is made from now on.',
    role: `superuser, or ${privilege.owner} itself`,
    deletesData: false,
    note: 'What there is already keeps its grants.',
  };
}
