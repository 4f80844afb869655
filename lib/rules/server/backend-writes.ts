import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { defineRule } from '../rule';
import { numberOf, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const SETTING = 'bgwriter_lru_maxpages';
/** It stops now and then after a burst; of every tenth round the limit is the rule. */
const NOTICE_RATIO = 0.1;
const TIMES = 5;

export default defineRule({
  meta: {
    id: 'server/backend-writes',
    title: 'The background writer stops at its limit',
    why: 'It cleans buffers ahead, so that a session that needs one finds it free. When it stops at its limit, sessions have to write pages to the disk themselves, and wait for that.',
    source: 'https://www.postgresql.org/docs/current/runtime-config-resource.html#GUC-BGWRITER-LRU-MAXPAGES',
    needs: ['checkpoints', 'settings'],
    trends: ['maxWrittenCleanedPerSecond'],
    timing: { warning: { forSeconds: 3_600, clearSeconds: 7_200 } },
    facts: {
      stoppedRatio: {
        label: 'Rounds that it stopped',
        source: 'maxwritten_clean ÷ rounds, within the last hour',
      },
      maxPages: { label: SETTING, source: 'pg_settings' },
    },
  },
  check({ settings }, { server, trends }) {
    const stops = trends('maxWrittenCleanedPerSecond');
    if ('notRun' in stops) return stops;
    const setting = settings.find(({ name }) => name === SETTING);
    const delay = settings.find(({ name }) => name === 'bgwriter_delay');
    if (!setting || !delay) return { notRun: `${SETTING} was not read` };
    const maxPages = numberOf(setting);
    if (maxPages === 0) return { notApplicable: 'The background writer is switched off' };
    const stoppedRatio = (stops.average * numberOf(delay)) / 1_000;
    if (stoppedRatio < NOTICE_RATIO) return [];
    const value = TIMES * maxPages;
    return [
      {
        subject: [SETTING],
        severity: 'notice',
        confidence: 'medium',
        title: `Let the background writer clean ${count(value)} pages a round`,
        detail: `In ${percent(stoppedRatio)} of its rounds of the last hour it stopped after ${count(maxPages)} pages.${settingLimits(setting)}`,
        facts: { stoppedRatio, maxPages },
        impact: {
          prevents: 'sessions that write pages themselves',
          basis: `Stops a second × bgwriter_delay, from ${percent(NOTICE_RATIO)} of the rounds on.`,
        },
        ...settingAdvice(
          {
            setting,
            value,
            worsens: 'Pages that change again soon are written more often than before.',
          },
          server,
        ),
      },
    ];
  },
});
