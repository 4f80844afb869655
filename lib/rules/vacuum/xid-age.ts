import { defineRule } from '../rule';
import { freezeFindings } from '../shared/tables/freeze-age';
import { paceTrends } from '../shared/tables/pace';

export default defineRule({
  meta: {
    id: 'vacuum/xid-age',
    title: 'Transaction ids are about to run out',
    why: 'Transaction ids are numbers of 32 bits: rows older than two billion transactions must be frozen. Where that does not keep up, the server refuses writes, all databases of it, until it is done by hand.',
    source: 'https://www.postgresql.org/docs/current/routine-vacuuming.html#VACUUM-FOR-WRAPAROUND',
    needs: ['databases', 'settings'],
    wants: ['tables'],
    trends: paceTrends('databaseXidAge'),
    timing: {
      warning: { forSeconds: 600, clearSeconds: 1_200 },
      critical: { forSeconds: 0, clearSeconds: 1_200 },
    },
    facts: {
      xidAge: { label: 'Age of the oldest, in transactions', source: 'age(pg_database.datfrozenxid)' },
      freezeMaxAge: { label: 'autovacuum_freeze_max_age', source: 'pg_settings' },
      endRatio: { label: 'Share of the way to the end', source: 'age ÷ 2³¹' },
      daysLeft: { label: 'Days until the end at the pace of the last week or day', source: 'history' },
      oldTables: { label: 'Ordinary tables past the setting', source: 'pg_class' },
    },
  },
  check(artifacts, context) {
    return freezeFindings('xid', artifacts, context);
  },
});
