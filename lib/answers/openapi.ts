import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { activityAnswer } from '@/lib/api/activity-schema';
import { changesAnswer, changesRequest } from '@/lib/api/changes-schema';
import { chunksAnswer } from '@/lib/api/chunks-schema';
import { compressionAnswer } from '@/lib/api/compression-schema';
import { continuousAggregatesAnswer } from '@/lib/api/continuous-aggregates-schema';
import { coverageAnswer } from '@/lib/api/coverage-schema';
import { databasesAnswer } from '@/lib/api/databases-schema';
import { effectAnswer } from '@/lib/api/effect-schema';
import { EVENT_STREAM_TYPE, streamEvent } from '@/lib/api/event-stream-schema';
import { findingStateChange, findingsAnswer, wireFinding } from '@/lib/api/findings-schema';
import { healthAnswer } from '@/lib/api/health-schema';
import { hypertableAnswer } from '@/lib/api/hypertable-schema';
import { hypertablesAnswer } from '@/lib/api/hypertables-schema';
import { hypotheticalIndexAnswer } from '@/lib/api/hypothetical-index-schema';
import { indexesAnswer } from '@/lib/api/indexes-schema';
import { jobsAnswer } from '@/lib/api/jobs-schema';
import { labAnswer, labResult } from '@/lib/api/lab-schema';
import { overviewAnswer } from '@/lib/api/overview-schema';
import { queriesAnswer, queriesRequest, queryAnswer } from '@/lib/api/queries-schema';
import { explainRequest, queryPlanAnswer, queryPlanRequest } from '@/lib/api/query-plan-schema';
import { rehearsal } from '@/lib/api/rehearsal-schema';
import { replicationAnswer } from '@/lib/api/replication-schema';
import { resourcesPlanAnswer, resourcesPlanRequest } from '@/lib/api/resources-plan-schema';
import { retentionPlanAnswer, retentionPlanRequest } from '@/lib/api/retention-plan-schema';
import { rulesAnswer } from '@/lib/api/rules-schema';
import { securityAnswer } from '@/lib/api/security-schema';
import { seriesAnswer, seriesRequest } from '@/lib/api/series-schema';
import { settingsAnswer } from '@/lib/api/settings-schema';
import { sessionAnswer, signInRequest } from '@/lib/api/sign-in-schema';
import { refreshAnswer, snapshotAnswer } from '@/lib/api/snapshot-schema';
import { tablesAnswer } from '@/lib/api/tables-schema';
import { errorAnswer } from '@/lib/api/wire-schema';

const text = z.string();
const DATABASE = '/api/databases/{databaseId}';
const HYPERTABLE = `${DATABASE}/hypertables/{schema}/{name}`;

/** The OpenAPI document of our HTTP interface, from the same schemas that check it. */
export function openApiDocument(version: string): object {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Chunkwise',
      version,
      description: 'Times are ISO 8601 in UTC, sizes bytes, durations seconds; unknown is null.',
    },
    paths: PATHS,
    components: { securitySchemes: { password: { type: 'http', scheme: 'bearer' } } },
    security: [{ password: [] }, {}],
  });
}

/** Every address with its methods; what says `security: []` needs no sign-in. */
export const PATHS: ZodOpenApiPathsObject = {
  '/api/health': { get: open(reads('Liveness of this process; needs no sign-in', healthAnswer)) },
  '/api/openapi.json': { get: reads('This document', z.looseObject({ openapi: text })) },
  '/metrics': {
    get: {
      summary: 'Prometheus text; no series per chunk',
      responses: { 200: { description: 'Samples', content: { 'text/plain': { schema: text } } } },
    },
  },
  '/api/session': {
    get: open(reads('Whether a sign-in is needed', sessionAnswer)),
    post: open(writes('Sign in', signInRequest, sessionAnswer)),
    delete: open(reads('Sign out', sessionAnswer)),
  },
  '/api/plans/retention': {
    post: writes(
      'Policies of hypertables and their aggregates as one set each',
      retentionPlanRequest,
      retentionPlanAnswer,
    ),
  },
  '/api/plans/resources': {
    post: writes('Settings of the server for its machine', resourcesPlanRequest, resourcesPlanAnswer),
  },
  '/api/plans/query': {
    post: writes('Reads a plan of EXPLAIN and judges it', queryPlanRequest, queryPlanAnswer),
  },
  '/api/rules': { get: reads('Every rule', rulesAnswer) },
  '/api/databases': { get: reads('Every monitored database', databasesAnswer) },
  [`${DATABASE}/overview`]: ofDatabase('Live tiles and what changed within a day', overviewAnswer),
  [`${DATABASE}/changes`]: {
    get: {
      ...reads('What changed of the settings, or of who may do what', changesAnswer),
      requestParams: { path: z.object({ databaseId: text }), query: changesRequest },
    },
  },
  [`${DATABASE}/snapshot`]: {
    ...ofDatabase('The newest snapshot', snapshotAnswer),
    post: { ...reads('Collects every tier now', refreshAnswer), requestParams: databaseId() },
  },
  [`${DATABASE}/coverage`]: ofDatabase('What can be read, and the grants that mend the rest', coverageAnswer),
  [`${DATABASE}/report`]: {
    get: {
      summary: 'Overview and advice as a Markdown document',
      requestParams: databaseId(),
      responses: { 200: { description: 'The report', content: { 'text/markdown': { schema: text } } } },
    },
  },
  [`${DATABASE}/findings`]: ofDatabase('Findings, outcomes and score', findingsAnswer),
  [`${DATABASE}/findings/{key}/state`]: {
    post: {
      ...writes('Decide about a finding', findingStateChange, wireFinding),
      requestParams: findingKey(),
    },
  },
  [`${DATABASE}/findings/{key}/effect`]: {
    get: {
      ...reads('What was measured before and after a finding was fixed', effectAnswer),
      requestParams: findingKey(),
    },
  },
  [`${DATABASE}/findings/{key}/rehearse`]: {
    post: {
      ...streams('Run its advice, verification and undo in the sandbox', rehearsal),
      requestParams: findingKey(),
    },
  },
  [`${DATABASE}/findings/{key}/hypothetical-index`]: {
    post: {
      ...reads(
        'Plans the statements that an index is proposed for, with it and without',
        hypotheticalIndexAnswer,
      ),
      requestParams: findingKey(),
    },
  },
  [`${DATABASE}/hypertables`]: ofDatabase('Every hypertable', hypertablesAnswer),
  [HYPERTABLE]: ofHypertable('One hypertable', hypertableAnswer),
  [`${HYPERTABLE}/chunks`]: ofHypertable('Its chunks, as columns', chunksAnswer),
  [`${HYPERTABLE}/lab`]: {
    ...ofHypertable('What the compression lab last measured on a sample of it', labAnswer),
    post: {
      ...streams('Measures columnstore settings on a sample of its rows, in a sandbox', labResult),
      requestParams: { path: z.object({ databaseId: text, schema: text, name: text }) },
    },
  },
  [`${DATABASE}/compression`]: ofDatabase('What compression saves', compressionAnswer),
  [`${DATABASE}/continuous-aggregates`]: ofDatabase('Continuous aggregates', continuousAggregatesAnswer),
  [`${DATABASE}/jobs`]: ofDatabase('Background jobs and their runs', jobsAnswer),
  [`${DATABASE}/tables`]: ofDatabase('Ordinary tables', tablesAnswer),
  [`${DATABASE}/indexes`]: ofDatabase('Indexes of ordinary tables', indexesAnswer),
  [`${DATABASE}/queries`]: {
    get: {
      ...reads('Statements that take, read, write or run the most', queriesAnswer),
      requestParams: { path: z.object({ databaseId: text }), query: queriesRequest },
    },
  },
  [`${DATABASE}/queries/{queryId}`]: {
    get: {
      ...reads('One statement, and what is usual for it', queryAnswer),
      requestParams: { path: z.object({ databaseId: text, queryId: text }), query: queriesRequest },
    },
  },
  [`${DATABASE}/explain`]: {
    post: {
      ...writes('Explains one statement, read-only, and judges its plan', explainRequest, queryPlanAnswer),
      requestParams: databaseId(),
    },
  },
  [`${DATABASE}/activity`]: ofDatabase('Sessions and locks', activityAnswer),
  [`${DATABASE}/replication`]: ofDatabase('Write-ahead log, standbys, slots, archiver', replicationAnswer),
  [`${DATABASE}/security`]: ofDatabase(
    'Who may do what, and how sessions prove who they are',
    securityAnswer,
  ),
  [`${DATABASE}/settings`]: ofDatabase('Settings of the server, and ours', settingsAnswer),
  [`${DATABASE}/series`]: {
    get: {
      ...reads('One metric over time', seriesAnswer),
      requestParams: { path: z.object({ databaseId: text }), query: seriesRequest },
    },
  },
};

function reads(summary: string, answer: z.ZodType): ZodOpenApiOperationObject {
  return {
    summary,
    responses: {
      200: { description: summary, content: { 'application/json': { schema: answer } } },
      default: { description: 'Refused', content: { 'application/json': { schema: errorAnswer } } },
    },
  };
}

function open(operation: ZodOpenApiOperationObject): ZodOpenApiOperationObject {
  return { ...operation, security: [] };
}

/** Long work: lines of progress, then one of result or error. */
function streams(summary: string, result: z.ZodType): ZodOpenApiOperationObject {
  return {
    ...reads(summary, streamEvent(result)),
    responses: {
      200: { description: summary, content: { [EVENT_STREAM_TYPE]: { schema: streamEvent(result) } } },
      default: { description: 'Refused', content: { 'application/json': { schema: errorAnswer } } },
    },
  };
}

function writes(summary: string, body: z.ZodType, answer: z.ZodType): ZodOpenApiOperationObject {
  return { ...reads(summary, answer), requestBody: { content: { 'application/json': { schema: body } } } };
}

function findingKey() {
  return { path: z.object({ databaseId: text, key: text }) };
}

function databaseId() {
  return { path: z.object({ databaseId: text }) };
}

function ofDatabase(summary: string, answer: z.ZodType) {
  return { get: { ...reads(summary, answer), requestParams: databaseId() } };
}

function ofHypertable(summary: string, answer: z.ZodType) {
  const path = z.object({ databaseId: text, schema: text, name: text });
  return { get: { ...reads(summary, answer), requestParams: { path } } };
}
