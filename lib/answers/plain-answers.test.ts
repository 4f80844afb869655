import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { activityAnswer as activitySchema } from '@/lib/api/activity-schema';
import { indexesAnswer as indexesSchema } from '@/lib/api/indexes-schema';
import { queriesAnswer as queriesSchema } from '@/lib/api/queries-schema';
import { replicationAnswer as replicationSchema } from '@/lib/api/replication-schema';
import { tablesAnswer as tablesSchema } from '@/lib/api/tables-schema';
import { snapshotOf } from '@/lib/rules/testing/context';
import { ident, sql } from '@/lib/sql/statement';
import { activityAnswer } from './activity';
import type { DatabaseView } from './database-view';
import { indexesAnswer } from './indexes';
import { queriesAnswer } from './queries';
import { replicationAnswer } from './replication';
import { tablesAnswer } from './tables';
import { onTheWire, view } from './testing/view';

/** Answers that are their artifacts, and which those are. */
const ANSWERS: [z.ZodObject, (of: DatabaseView) => object, string[]][] = [
  [tablesSchema, tablesAnswer, ['tables', 'sequences', 'horizonHolders']],
  [indexesSchema, indexesAnswer, ['indexes', 'hypertableIndexes']],
  [queriesSchema, (of) => queriesAnswer(of, 'reset', null), ['statements']],
  [activitySchema, activityAnswer, ['activity', 'locks', 'sessions', 'progress', 'preparedTransactions']],
  [
    replicationSchema,
    replicationAnswer,
    ['replication', 'standby', 'replicationSlots', 'subscriptions', 'wal', 'archiver', 'checkpoints'],
  ],
];

describe.each(ANSWERS)('%#', (schema, answer, artifacts) => {
  it('is null, part by part, where nothing was read, and says why', () => {
    const wire = onTheWire(schema, answer(view(null))) as Record<string, unknown> & {
      missing: { artifact: string; reason: string }[];
    };
    for (const artifact of artifacts) expect(wire[artifact], artifact).toBeNull();
    expect(wire.missing.map(({ artifact }) => artifact)).toEqual(artifacts);
    expect(wire.missing[0]?.reason).toBe('not collected yet');
  });
});

describe('what could not be read', () => {
  it('comes with the grant that mends it, and its revocation', () => {
    const mend = {
      sql: sql`GRANT ${ident('pg_monitor')} TO ${ident('x')};`,
      undo: sql`REVOKE ${ident('pg_monitor')} FROM ${ident('x')};`,
    };
    const artifacts = { statements: { status: 'unavailable' as const, reason: 'denied', mend } };
    expect(queriesAnswer(view({ ...snapshotOf({}), artifacts }), 'reset', null).missing).toEqual([
      {
        artifact: 'statements',
        reason: 'denied',
        grantSql: 'GRANT "pg_monitor" TO "x";',
        revokeSql: 'REVOKE "pg_monitor" FROM "x";',
      },
    ]);
  });
});
