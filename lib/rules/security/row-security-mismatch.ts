import { subjectText } from '@/lib/derive/subject-text';
import { counted } from '@/lib/format/count';
import { readRowSecurity, setRowSecurity } from '@/lib/sql/row-security';
import { defineRule, type Finding } from '../rule';

export default defineRule({
  meta: {
    id: 'security/row-security-mismatch',
    title: 'Row-level security and its policies do not fit together',
    why: 'Policies do nothing until row-level security is on for the table: everybody with SELECT sees every row, and the policies look as if they protected them. The other way round it hides every row from all but the owner.',
    source: 'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
    needs: ['rowSecurity'],
    facts: {
      policies: { label: 'Policies of the table', source: 'pg_policy' },
    },
  },
  check({ rowSecurity }) {
    return rowSecurity.flatMap(({ schema, name, owner, isOn, isForced, policies }): Finding[] => {
      const full = subjectText([schema, name]);
      const subject = [schema, name];
      if (!isOn && policies > 0)
        return [
          {
            subject,
            severity: 'critical',
            confidence: 'high',
            title: `Turn row-level security on for ${full}`,
            detail: `${counted(policies, 'policy', 'policies')} say who sees which rows, and none of them is looked at.`,
            facts: { policies },
            impact: {
              prevents: 'rows that are shown to everybody with SELECT',
              basis: `${counted(policies, 'policy', 'policies')} in pg_policy, relrowsecurity is false.`,
            },
            advice: {
              precheck: { sql: readRowSecurity(schema, name), expect: 'false' },
              steps: [
                {
                  sql: setRowSecurity(schema, name, true),
                  transaction: 'any',
                  lock: { mode: 'AccessExclusive', on: full, blocks: 'reads and writes of it for a moment' },
                  duration: {
                    seconds: 1,
                    basis: 'writes one catalog row, after waiting for open transactions',
                  },
                  rewrites: false,
                },
              ],
              undo: [{ sql: setRowSecurity(schema, name, false) }],
              verify: { sql: readRowSecurity(schema, name), expect: 'true' },
              worsens: 'Roles that no policy names see and change no row any more.',
              role: `owner of the table, ${owner}`,
              deletesData: false,
              note: `${isForced ? '' : 'The owner still sees everything; FORCE ROW LEVEL SECURITY binds it, too. '}Superusers and roles with BYPASSRLS see everything anyway.`,
            },
          },
        ];
      if (isOn && policies === 0)
        return [
          {
            subject,
            severity: 'notice',
            confidence: 'high',
            title: `Give ${full} a policy, or turn its row-level security off`,
            detail: `It is on without a policy, so every role but ${isForced ? 'superusers' : `its owner ${owner}`} sees no row. That may be meant; a query that comes back empty does not say why.`,
            facts: { policies },
            impact: {
              prevents: 'empty answers that nobody can explain',
              basis: 'relrowsecurity is true, and pg_policy has none.',
            },
          },
        ];
      return [];
    });
  },
});
