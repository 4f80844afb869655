import { defineRule } from '../rule';
import { freezeFindings } from '../shared/tables/freeze-age';
import { paceTrends } from '../shared/tables/pace';

export default defineRule({
  meta: {
    id: 'vacuum/multixact-age',
    title: 'Multixact ids are about to run out',
    why: 'Rows that several transactions lock at once, as foreign keys do, carry multixact ids, which are numbers of 32 bits too. Where tables are not vacuumed in time the server refuses such locks, and with them writes.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-MULTIXACT-WRAPAROUND',
    needs: ['databases', 'settings'],
    wants: ['tables'],
    trends: paceTrends('databaseMultixactAge'),
    timing: {
      warning: { forSeconds: 600, clearSeconds: 1_200 },
      critical: { forSeconds: 0, clearSeconds: 1_200 },
    },
    facts: {
      multixactAge: { label: 'Age of the oldest, in multixacts', source: 'mxid_age(pg_database.datminmxid)' },
      freezeMaxAge: { label: 'autovacuum_multixact_freeze_max_age', source: 'pg_settings' },
      endRatio: { label: 'Share of the way to the end', source: 'age ÷ 2³¹' },
      daysLeft: { label: 'Days until the end at the pace of the last week or day', source: 'history' },
      oldTables: { label: 'Ordinary tables past the setting', source: 'pg_class' },
    },
  },
  check(artifacts, context) {
    return freezeFindings('multixact', artifacts, context);
  },
});
