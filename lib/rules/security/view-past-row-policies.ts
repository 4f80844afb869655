import { subjectText } from '@/lib/derive/subject-text';
import { counted } from '@/lib/format/count';
import { countSecurityInvoker, resetSecurityInvoker, setSecurityInvoker } from '@/lib/sql/view-security';
import { defineRule, type Finding } from '../rule';
import { isOurEngine } from '../shared/security/catalog-step';

const MOST_NAMED = 5;
/** The first one with `security_invoker`. */
const INVOKER_MAJOR = 15;

const EXEMPT_WORDS = {
  superuser: 'is a superuser, whom no policy binds',
  bypassrls: 'has BYPASSRLS, so that no policy binds it',
  'table owner': 'owns them, and policies bind an owner only with FORCE ROW LEVEL SECURITY',
} as const;

export default defineRule({
  meta: {
    id: 'security/view-past-row-policies',
    title: 'A view shows rows that policies would hide',
    why: 'A view reads its tables as its owner. Where no policy binds the owner, everybody who may read the view sees every row of tables whose policies look as if they protected them.',
    source: 'https://www.postgresql.org/docs/current/rules-privileges.html',
    needs: ['definerViews'],
    facts: {
      tables: { label: 'Tables with row-level security that it reads', source: 'pg_rewrite, pg_depend' },
    },
  },
  check({ definerViews }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    return definerViews.map((row): Finding => {
      const { schema, name, owner, exemptAs, tables, publicMayRead, isInvokerRefused } = row;
      const full = subjectText([schema, name]);
      const named = tables.slice(0, MOST_NAMED).join(', ') + (tables.length > MOST_NAMED ? ', …' : '');
      const hasInvoker = server.major >= INVOKER_MAJOR;
      return {
        subject: [schema, name],
        severity: 'warning',
        // A view that leaves rows out by itself may be made for just that.
        confidence: 'medium',
        title: hasInvoker ? `Let ${full} read as whoever asks` : `Give ${full} an owner whom policies bind`,
        detail: `It reads ${named} as ${owner}, which ${EXEMPT_WORDS[exemptAs]}. ${publicMayRead ? 'Everybody' : 'Other roles'} may read the view. Where it is meant to show what policies hide, because it leaves out rows or columns itself, mute this.${hasInvoker ? '' : ' From PostgreSQL 15 on a view can read as whoever asks (security_invoker); before, its owner has to be a role that owns none of the tables and is bound by their policies: ALTER VIEW … OWNER TO.'}`,
        facts: { tables: tables.length },
        impact: {
          prevents: 'rows that are shown to roles whose policies hide them',
          basis: `${counted(tables.length, 'table')} with relrowsecurity below a view of ${owner} without security_invoker that other roles may SELECT from.`,
        },
        ...(hasInvoker && {
          advice: {
            precheck: { sql: countSecurityInvoker(schema, name), expect: '0 — it reads as its owner' },
            steps: [
              {
                sql: setSecurityInvoker(schema, name, true),
                transaction: 'any' as const,
                lock: {
                  mode: 'AccessExclusive',
                  on: full,
                  blocks: 'reads through the view for a moment; the tables below stay free',
                },
                duration: {
                  seconds: 1,
                  basis: 'writes one catalog row, after waiting for open transactions that read the view',
                },
                rewrites: false,
              },
            ],
            undo: [
              {
                sql: isInvokerRefused
                  ? setSecurityInvoker(schema, name, false)
                  : resetSecurityInvoker(schema, name),
              },
            ],
            verify: { sql: countSecurityInvoker(schema, name), expect: '1' },
            worsens:
              'Whoever reads the view needs SELECT on its tables too, and a policy that names him: grant that first, or the view is refused or comes back empty.',
            role: `owner of the view, ${owner}`,
            deletesData: false,
          },
        }),
      };
    });
  },
});
