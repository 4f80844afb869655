import { z } from 'zod';
import { activityAnswer as activitySchema } from '@/lib/api/activity-schema';
import { compressionAnswer as compressionSchema } from '@/lib/api/compression-schema';
import { continuousAggregatesAnswer as aggregatesSchema } from '@/lib/api/continuous-aggregates-schema';
import { coverageAnswer as coverageSchema } from '@/lib/api/coverage-schema';
import { databasesAnswer as databasesSchema } from '@/lib/api/databases-schema';
import { findingsAnswer as findingsSchema } from '@/lib/api/findings-schema';
import { hypertablesAnswer as hypertablesSchema } from '@/lib/api/hypertables-schema';
import { indexesAnswer as indexesSchema } from '@/lib/api/indexes-schema';
import { jobsAnswer as jobsSchema } from '@/lib/api/jobs-schema';
import { overviewAnswer as overviewSchema } from '@/lib/api/overview-schema';
import { queriesAnswer as queriesSchema, queryAnswer as querySchema } from '@/lib/api/queries-schema';
import { replicationAnswer as replicationSchema } from '@/lib/api/replication-schema';
import { resourcesPlanAnswer as resourcesPlanSchema } from '@/lib/api/resources-plan-schema';
import { retentionPlanAnswer as retentionPlanSchema } from '@/lib/api/retention-plan-schema';
import { securityAnswer as securitySchema } from '@/lib/api/security-schema';
import { settingsAnswer as settingsSchema } from '@/lib/api/settings-schema';
import { snapshotAnswer as snapshotSchema } from '@/lib/api/snapshot-schema';
import { tablesAnswer as tablesSchema } from '@/lib/api/tables-schema';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { withoutLiterals } from '@/lib/derive/without-literals';
import { reportMarkdown } from '@/lib/format/report-markdown';
import { SINGLE_SNAPSHOT } from '@/lib/rules/trends';
import { activityAnswer } from '../activity';
import { compressionAnswer } from '../compression';
import { continuousAggregatesAnswer } from '../continuous-aggregates';
import { coverageAnswer } from '../coverage';
import { databaseSummary } from '../database-summary';
import type { DatabaseView } from '../database-view';
import { findingsAnswer } from '../findings';
import { hypertablesAnswer } from '../hypertables';
import { indexesAnswer } from '../indexes';
import { jobsAnswer } from '../jobs';
import { overviewAnswer } from '../overview';
import { queriesAnswer, queryAnswer } from '../queries';
import { replicationAnswer } from '../replication';
import { reportOf } from '../report';
import { resourcesAnswer } from '../resources-plan';
import { retentionPlan } from '../retention-plan';
import { securityAnswer } from '../security';
import { settingsAnswer } from '../settings';
import { tablesAnswer } from '../tables';
import { onTheWire } from './view';

/** How the history stands; there is none here. */
const HISTORY = {
  problem: null,
  engine: 'PostgreSQL 17.5',
  waitingWrites: 0,
  droppedWrites: 0,
  rawDays: 14,
  hourlyDays: 400,
};

/** Every answer about a database as a whole; those about one hypertable have tests of their own below. */
export const ANSWERS: [string, z.ZodType, (of: DatabaseView) => unknown][] = [
  ['databases', databasesSchema, (of) => [databaseSummary(of)]],
  ['overview', overviewSchema, (of) => overviewAnswer(of, [], Date.now())],
  ['snapshot', snapshotSchema, ({ snapshot }) => snapshot && withoutLiterals(snapshot)],
  ['coverage', coverageSchema, coverageAnswer],
  ['findings', findingsSchema, findingsAnswer],
  ['report', z.string(), (of) => reportMarkdown(reportOf(of))],
  ['hypertables', hypertablesSchema, hypertablesAnswer],
  ['compression', compressionSchema, compressionAnswer],
  ['continuous-aggregates', aggregatesSchema, continuousAggregatesAnswer],
  ['jobs', jobsSchema, (of) => jobsAnswer(of, [])],
  ['tables', tablesSchema, tablesAnswer],
  ['indexes', indexesSchema, indexesAnswer],
  ['queries', queriesSchema, (of) => queriesAnswer(of, 'reset', null)],
  [
    'queries/statement',
    z.array(querySchema),
    (of) => queryIds(of).map((id) => queryAnswer(of, id, SINCE_RESET)),
  ],
  ['activity', activitySchema, activityAnswer],
  ['replication', replicationSchema, replicationAnswer],
  ['plans/retention', retentionPlanSchema, (of) => retentionPlan(of, undefined, () => null)],
  ['security', securitySchema, securityAnswer],
  ['plans/resources', resourcesPlanSchema, (of) => resourcesAnswer(of, undefined)],
  ['settings', settingsSchema, (of) => settingsAnswer(of, HISTORY)],
];

/** Of a snapshot by itself, since the statistics were reset. */
const SINCE_RESET = { asked: 'reset', begin: null, trends: SINGLE_SNAPSHOT } as const;

const queryIds = ({ snapshot }: DatabaseView): string[] => [
  ...new Set(artifactRows(snapshot, 'statements')?.flatMap(({ queryId }) => queryId ?? [])),
];

/** Builds all of them, each as it arrives; what does not keep to its schema fails. */
export function answersOf(view: DatabaseView): ReadonlyMap<string, unknown> {
  return new Map(ANSWERS.map(([path, schema, answer]) => [path, onTheWire(schema, answer(view))]));
}
