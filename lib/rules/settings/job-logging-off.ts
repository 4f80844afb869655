import { NO_TIMESCALE } from '@/lib/collect/collector';
import { timescaleAtLeast } from '@/lib/db/server';
import { isMaintenanceJob } from '@/lib/derive/job-kind';
import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';
import { readBoolean } from '../shared/settings/setting-in-force';

const NAME = 'timescaledb.enable_job_execution_logging';

export default defineRule({
  meta: {
    id: 'settings/job-logging-off',
    title: 'Successful runs of jobs are not kept',
    why: 'Without them only failures and the last run are known. How long a policy used to take, and since when it is slower, cannot be told afterwards.',
    source: 'https://www.tigerdata.com/docs/api/latest/informational-views/job_history/',
    needs: ['settings', 'jobs'],
    facts: {
      jobs: { label: 'Scheduled jobs', source: 'timescaledb_information.jobs' },
    },
  },
  check({ settings, jobs: all }, { server }) {
    const { timescale } = server;
    if (!timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    if (!timescaleAtLeast(timescale, '2.15'))
      return { notApplicable: `TimescaleDB ${timescale.version} keeps no history of jobs` };
    const setting = settings.find(({ name }) => name === NAME);
    if (!setting) return { notRun: `${NAME}: not among the settings, so TimescaleDB was not preloaded` };
    const jobs = all.filter((job) => job.scheduled && !isMaintenanceJob(job)).length;
    if (jobs === 0) return { notApplicable: 'No background job is scheduled' };
    if (readBoolean(setting.setting) !== false) return [];
    return [
      {
        subject: [NAME],
        severity: 'notice',
        confidence: 'high',
        title: `Keep the runs of ${counted(jobs, 'job')}`,
        detail: `${NAME} is off, so timescaledb_information.job_history holds failures only.${settingLimits(setting)}`,
        facts: { jobs },
        impact: {
          prevents: 'slow policies whose past nobody knows',
          basis: `${counted(jobs, 'job')} are scheduled, and the setting is off.`,
        },
        ...settingAdvice(
          {
            setting,
            value: 'on',
            worsens: timescaleAtLeast(timescale, '2.23')
              ? 'One row a run, up to 1,000 successes for each job; job 3 removes older ones.'
              : 'One row a run; job 3 removes those of the last month only once a month, so frequent jobs fill the table.',
          },
          server,
        ),
      },
    ];
  },
});
