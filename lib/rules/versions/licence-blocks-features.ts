import { NO_TIMESCALE } from '@/lib/collect/collector';
import { isMaintenanceJob } from '@/lib/derive/job-kind';
import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { settingAdvice } from '../shared/settings/setting-advice';

const NAME = 'timescaledb.license';

export default defineRule({
  meta: {
    id: 'versions/licence-blocks-features',
    title: 'The Apache licence switches off features that are in use',
    why: 'Under timescaledb.license = apache every policy, refresh and compression raises an error. What was set up before stands there and does nothing.',
    source: 'https://www.tigerdata.com/docs/about/latest/timescaledb-editions/',
    needs: ['hypertables', 'jobs'],
    wants: ['continuousAggregates', 'timescaleInstallation', 'settings'],
    facts: {
      jobs: { label: 'Policies and jobs', source: 'timescaledb_information.jobs' },
      columnstores: { label: 'Hypertables with columnstore', source: '_timescaledb_catalog.hypertable' },
      aggregates: { label: 'Continuous aggregates', source: '_timescaledb_catalog.continuous_agg' },
    },
  },
  check({ hypertables, jobs, continuousAggregates, timescaleInstallation, settings }, { server }) {
    if (!server.timescale) return { notApplicable: NO_TIMESCALE.unavailable };
    if (server.timescale.license !== 'apache') return [];
    const facts = {
      jobs: jobs.filter((job) => job.scheduled && !isMaintenanceJob(job)).length,
      columnstores: hypertables.filter(({ columnstoreEnabled }) => columnstoreEnabled).length,
      aggregates: continuousAggregates?.length ?? null,
    };
    if (facts.jobs + facts.columnstores + (facts.aggregates ?? 0) === 0) return [];
    const setting = settings?.find(({ name }) => name === NAME);
    const isApacheEdition = timescaleInstallation?.[0]?.isApacheEdition ?? null;
    return [
      {
        subject: [NAME],
        severity: 'critical',
        confidence: 'high',
        title: 'Features of the Timescale licence are in use under the Apache licence',
        detail: `${counted(facts.jobs, 'job')}, ${counted(facts.columnstores, 'hypertable')} with columnstore and ${counted(facts.aggregates, 'continuous aggregate')} need the Timescale licence; their functions raise “not supported under the current "apache" license”. ${isApacheEdition === true ? 'This build is the Apache edition, which has no code for them: install the Community edition. ' : ''}Without it, drop old chunks by drop_chunks from cron.`,
        facts,
        impact: {
          prevents: 'policies that do nothing',
          basis: `${facts.jobs} jobs + ${facts.columnstores} columnstores + ${facts.aggregates ?? 'an unknown number of'} aggregates, and ${NAME} = apache.`,
        },
        ...(setting &&
          isApacheEdition === false &&
          settingAdvice(
            {
              setting,
              value: 'timescale',
              worsens: 'The Timescale licence forbids to offer TimescaleDB itself as a service.',
              note: 'Read the licence first. Sessions that are open keep the old one.',
            },
            server,
          )),
      },
    ];
  },
});
