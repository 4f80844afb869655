import { subjectText } from '@/lib/derive/subject-text';
import { countSearchPaths, resetSearchPath, setSearchPath } from '@/lib/sql/routine';
import { deparsed } from '@/lib/sql/statement';
import { defineRule, type Finding } from '../rule';
import { catalogStep, isOurEngine } from '../shared/security/catalog-step';

export default defineRule({
  meta: {
    id: 'security/definer-search-path-open',
    title: 'A function with its owner’s rights looks names up where its caller says',
    why: 'The caller’s search_path decides which table or operator an unqualified name in the body means. A caller who may create objects anywhere puts one of his own first, and it runs with the owner’s rights.',
    source: 'https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY',
    needs: ['definerFunctions'],
    facts: {
      functions: { label: 'Such functions', source: 'pg_proc.prosecdef, proconfig' },
    },
  },
  check({ definerFunctions }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    const open = definerFunctions.filter(({ hasSearchPath }) => !hasSearchPath);
    return open.map((row): Finding => {
      const { schema, name, owner, isOwnerSuperuser, publicMayExecute } = row;
      const routine = { schema, name, argumentTypes: deparsed(row.arguments) };
      const full = `${subjectText([schema, name])}(${row.arguments})`;
      return {
        subject: [schema, `${name}(${row.arguments})`],
        severity: isOwnerSuperuser && publicMayExecute ? 'critical' : 'warning',
        confidence: 'high',
        title: `Fix the search_path of ${full}`,
        detail: `It runs as ${owner}${isOwnerSuperuser ? ', a superuser' : ''}, and ${publicMayExecute ? 'everybody may call it' : 'only roles with a grant may call it'}.`,
        facts: { functions: open.length },
        impact: {
          prevents: `SQL of others that runs as ${owner}`,
          basis: 'prosecdef is true and no entry of proconfig begins with search_path=.',
        },
        advice: {
          precheck: { sql: countSearchPaths(routine), expect: '0 — it has none' },
          steps: [catalogStep(setSearchPath(routine, ['pg_catalog', schema]), 'pg_proc')],
          undo: [{ sql: resetSearchPath(routine) }],
          verify: { sql: countSearchPaths(routine), expect: '1' },
          worsens:
            'Unqualified names of other schemas in its body are not found any more: read the body, and add their schemas before pg_temp.',
          role: `owner of the function, ${owner}`,
          deletesData: false,
          note: 'A SQL function with a setting of its own is not inlined into the query that calls it.',
        },
      };
    });
  },
});
