import { z } from 'zod';
import { hypertableName, missingArtifact, policyKind, snapshotHeader } from './wire-schema';

const age = z.number('expected a number above 0').positive();

const kept = z
  .strictObject({
    schema: z.string('expected a text'),
    name: z.string('expected a text'),
    seconds: age.optional().describe('how long its rows must be kept'),
    units: age.optional().describe('the same along an integer dimension'),
  })
  .refine(
    ({ seconds, units }) => (seconds === undefined) !== (units === undefined),
    'expected either seconds or units',
  );

export const retentionPlanRequest = z.strictObject({
  databaseId: z.string('expected the id of a database'),
  answers: z
    .strictObject({
      only: z
        .strictObject({ schema: z.string('expected a text'), name: z.string('expected a text') })
        .optional()
        .describe('only the set that this hypertable or aggregate belongs to; all of them when absent'),
      keep: z
        .array(kept, 'expected a list')
        .optional()
        .describe('where rows are to be kept for another time than now; what is not named stays as it is'),
    })
    .optional(),
});

const setting = z.object({
  afterSeconds: z.number().nullable().describe('columnstore: converts after; retention: drops after'),
  afterUnits: z.number().nullable(),
  startOffsetSeconds: z.number().nullable().describe('far end of a refresh window; null is open'),
  startOffsetUnits: z.number().nullable(),
  endOffsetSeconds: z.number().nullable(),
  endOffsetUnits: z.number().nullable(),
  scheduleIntervalSeconds: z.number().nullable().describe('of a refresh'),
});

const check = z.object({ sql: z.string(), expect: z.string() });

const policySet = z.object({
  schema: z.string().describe('the hypertable at the root'),
  name: z.string(),
  members: z.array(hypertableName.extend({ kind: z.enum(['hypertable', 'continuous-aggregate']) })),
  policies: z.array(
    hypertableName.extend({
      kind: policyKind,
      jobId: z.number().nullable().describe('null where the policy is to be added'),
      now: setting.nullable(),
      wanted: setting.nullable(),
      isChanged: z.boolean(),
    }),
  ),
  conflicts: z.array(
    hypertableName.extend({
      what: z.string(),
      resolvedBy: z.string().nullable().describe('null: only a person can decide'),
    }),
  ),
  lateWrites: z.object({
    seconds: z.number().nullable().describe('how late rows arrive or change; null is not known'),
    units: z.number().nullable(),
    basis: z.string(),
  }),
  fills: z
    .array(z.string())
    .describe(
      'refreshes to run before the script, one by one and outside of a transaction: what policies that it adds would pass over for good',
    ),
  script: z.string().nullable().describe('null where nothing is to change'),
  undo: z.string().nullable(),
  verify: check.nullable(),
  deletesData: z.boolean(),
  dryRuns: z.array(check).describe('what retention that is added or shortened would delete'),
  whyNot: z.string().nullable().describe('why there is no script although there are conflicts'),
});

export const retentionPlanAnswer = z
  .object({
    ...snapshotHeader,
    sets: z.array(policySet).nullable().describe('null where what it needs could not be read'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'RetentionPlan' });
