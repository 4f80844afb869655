import { subjectText } from '@/lib/derive/subject-text';
import { counted } from '@/lib/format/count';
import { grantSchemaCreate, publicSchemaCreate, revokeSchemaCreate } from '@/lib/sql/privilege';
import { defineRule, type Finding } from '../rule';
import { catalogStep, isOurEngine } from '../shared/security/catalog-step';

export default defineRule({
  meta: {
    id: 'security/public-schema-writable',
    title: 'Everybody may create objects in a schema',
    why: 'Whoever may sign in can put a function or table there that others then use by mistake, with their own rights. PostgreSQL took this away from new databases in 15; databases that were upgraded keep it.',
    source: 'https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS',
    needs: ['publicGrants'],
    facts: {
      schemas: { label: 'Schemas where everybody may create', source: 'pg_namespace.nspacl' },
    },
  },
  check({ publicGrants }, { server }) {
    if (server.engine === 'embedded') return isOurEngine;
    const open = publicGrants.flatMap(({ kind, schema, owner }) =>
      kind === 'schema' && schema !== null ? [{ schema, owner }] : [],
    );
    return open.map(
      ({ schema, owner }): Finding => ({
        subject: [schema],
        severity: 'warning',
        confidence: 'high',
        title: `Take CREATE on schema ${subjectText([schema])} from PUBLIC`,
        detail: `Every role that may sign in here may create objects in it.${server.major < 15 ? ' Until PostgreSQL 14 that is how a database begins.' : ''}`,
        facts: { schemas: open.length },
        impact: {
          prevents: 'objects that anybody planted, run with the rights of others',
          basis: `${counted(open.length, 'schema')} with CREATE for PUBLIC.`,
        },
        advice: {
          precheck: { sql: publicSchemaCreate(schema), expect: '1 — PUBLIC has it' },
          steps: [catalogStep(revokeSchemaCreate(schema), 'pg_namespace')],
          undo: [{ sql: grantSchemaCreate(schema) }],
          verify: { sql: publicSchemaCreate(schema), expect: '0' },
          worsens: 'Programs that make their tables there under a role without a grant of its own fail.',
          role: `owner of the schema, ${owner}`,
          deletesData: false,
          note: 'Grant CREATE to the roles that need it first. What there is stays as it is.',
        },
      }),
    );
  },
});
