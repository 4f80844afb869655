import type { Row } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { defineRule, type Finding, type RuleContext } from '../rule';
import { settingAdvice } from '../shared/settings/setting-advice';

const SETTING = 'pg_stat_statements.max';
/**
 * Operations reference: more than one per cent of the entries an hour. The server counts clearings, each of which takes
 * the least used twentieth, and ten at least (`entry_dealloc` in pg_stat_statements.c).
 */
const LOST_RATIO_PER_HOUR = 0.01;
const CLEARED_RATIO = 0.05;
const CLEARED_LEAST = 10;
/** Its greatest value is 2^31, and each entry takes memory for as long as the server runs. */
const MOST_ENTRIES = 50_000;

export default defineRule({
  meta: {
    id: 'queries/statements-lossy',
    title: 'pg_stat_statements forgets statements',
    why: 'There are more different statements than it has room for, so the least used are thrown away, and what they had counted with them. Shares are too high, and a statement that is rare and slow may never be listed.',
    source: 'https://www.postgresql.org/docs/current/pgstatstatements.html#PGSTATSTATEMENTS-CONFIG-PARAMS',
    needs: ['statements', 'statementTracking'],
    wants: ['settings'],
    trends: ['statementClearingsPerSecond'],
    timing: { warning: { forSeconds: 3_600, clearSeconds: 3_600 } },
    facts: {
      lostPerHour: { label: 'Entries thrown away an hour', source: 'pg_stat_statements_info.dealloc' },
      mostEntries: { label: 'Room for', source: SETTING },
      entries: { label: 'Entries', source: 'pg_stat_statements' },
      windowSeconds: { label: 'Watched for', source: 'history' },
    },
  },
  check({ statementTracking: [tracking], settings }, context) {
    if (!tracking || tracking.mostEntries === null) return { notRun: 'pg_stat_statements is not loaded' };
    if (tracking.deallocations === null && context.server.major < 14)
      return { notApplicable: 'pg_stat_statements of PostgreSQL 13 does not count what it throws away' };
    if (tracking.deallocations === null)
      return {
        notRun:
          'pg_stat_statements counts what it throws away from version 1.9 on: ALTER EXTENSION pg_stat_statements UPDATE',
      };
    // What was never cleared needs no watching.
    if (tracking.deallocations === 0) return [];
    const trend = context.trends('statementClearingsPerSecond');
    if ('notRun' in trend) return trend;
    const cleared = Math.max(CLEARED_LEAST, CLEARED_RATIO * tracking.mostEntries);
    const lostPerHour = trend.average * 3_600 * cleared;
    if (lostPerHour <= LOST_RATIO_PER_HOUR * tracking.mostEntries) return [];
    const facts = {
      lostPerHour: Math.round(lostPerHour),
      mostEntries: tracking.mostEntries,
      entries: tracking.entries,
      windowSeconds: trend.windowSeconds,
    };
    return [finding(facts, tracking.mostEntries, settings, context)];
  },
});

function finding(
  facts: Finding['facts'] & { readonly lostPerHour: number },
  mostEntries: number,
  settings: readonly Row<'settings'>[] | null,
  { server }: RuleContext,
): Finding {
  const setting = settings?.find(({ name }) => name === SETTING);
  const wanted = Math.min(2 * mostEntries, MOST_ENTRIES);
  return {
    subject: [SETTING],
    severity: 'notice',
    confidence: 'high',
    title: 'Give pg_stat_statements room for all statements',
    detail: `About ${counted(facts.lostPerHour, 'entry', 'entries')} an hour are thrown away, ${percent(facts.lostPerHour / mostEntries)} of the ${count(mostEntries)} that there is room for. Often one kind of statement fills it: names of temporary tables in the text, lists of differing length before PostgreSQL 18, literals in utility statements. See whether the application can send those as parameters before making room.`,
    facts,
    impact: {
      prevents: 'costly statements that are never listed',
      basis: `${counted(facts.lostPerHour, 'entry', 'entries')} an hour, measured within the last one.`,
    },
    ...(setting &&
      wanted > mostEntries &&
      settingAdvice(
        {
          setting,
          value: wanted,
          worsens: 'Each entry takes some hundred bytes of shared memory, and reading the view takes longer.',
        },
        server,
      )),
  };
}
