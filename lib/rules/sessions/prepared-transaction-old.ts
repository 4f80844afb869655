import { subjectText } from '@/lib/derive/subject-text';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { defineRule } from '../rule';

/** A coordinator ends what it prepared within seconds; five minutes are no hiccup … */
const WARNING_SECONDS = 300;
/** … and after an hour nobody is coming back for it. */
const CRITICAL_SECONDS = 3_600;

export default defineRule({
  meta: {
    id: 'sessions/prepared-transaction-old',
    title: 'A prepared transaction waits for its end',
    why: 'It keeps its locks and keeps vacuum from cleaning up, survives every restart, and belongs to no session that could be ended. One that is forgotten stops the database in the end, for want of transaction numbers.',
    source: 'https://www.postgresql.org/docs/current/sql-prepare-transaction.html',
    needs: ['preparedTransactions'],
    timing: {
      warning: { forSeconds: 0, clearSeconds: 60 },
      critical: { forSeconds: 0, clearSeconds: 60 },
    },
    facts: {
      ageSeconds: { label: 'Prepared ago', source: 'pg_prepared_xacts.prepared' },
      xidAge: { label: 'Transactions since', source: 'age(pg_prepared_xacts.transaction)' },
    },
  },
  check({ preparedTransactions }) {
    return preparedTransactions
      .filter(({ ageSeconds }) => ageSeconds >= WARNING_SECONDS)
      .map(({ name, databaseName, ownerName, ageSeconds, xidAge }) => ({
        subject: ['prepared', databaseName, name],
        severity: ageSeconds >= CRITICAL_SECONDS ? ('critical' as const) : ('warning' as const),
        confidence: 'high' as const,
        title: `Decide what becomes of the prepared transaction ${name}`,
        detail: `${ownerName} prepared it ${duration(ageSeconds)} ago in the database ${subjectText([databaseName])}; ${count(xidAge)} transactions have begun since. Ask its coordinator whether it was committed elsewhere: COMMIT PREPARED ends it then, ROLLBACK PREPARED if not. The database does not know which is right, so no SQL is given here.`,
        facts: { ageSeconds, xidAge },
        impact: {
          prevents: 'locks that nobody lets go, and dead rows that cannot be cleaned up',
          basis: `Prepared ${duration(ageSeconds)} ago, from ${duration(WARNING_SECONDS)} on.`,
        },
      }));
  },
});
