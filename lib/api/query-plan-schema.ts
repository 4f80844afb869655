import { z } from 'zod';
import { advice } from './findings-schema';
import { findingReference, severity } from './wire-schema';

/** A statement of more is made by a program, not read by a person. */
const LONGEST_STATEMENT = 100_000;
/** Some 30,000 nodes. */
const LONGEST_PLAN = 32 * 2 ** 20;

const parameter = z
  .union([z.string(), z.number(), z.boolean(), z.null()], 'expected a text, number, boolean or null')
  .transform((value) => (value === null ? null : String(value)));

export const explainRequest = z.strictObject({
  sql: z
    .string('expected a text')
    .min(1, 'expected a statement')
    .max(LONGEST_STATEMENT, `longer than ${LONGEST_STATEMENT} characters`),
  parameters: z.array(parameter, 'expected a list').max(1_000).optional().describe('values for $1, $2 …'),
  analyze: z
    .boolean('expected true or false')
    .optional()
    .describe('runs the statement: only a SELECT that is proved to do nothing but read'),
});

export const queryPlanRequest = z.strictObject({
  plan: z
    .string('expected a text')
    .min(1, 'expected a plan')
    .max(LONGEST_PLAN, 'longer than 32 MiB')
    .describe('what EXPLAIN answered, as JSON or text'),
  databaseId: z
    .string('expected the id of a database')
    .optional()
    .describe('the database that it comes from: then findings know its tables'),
});

const range = z.object({ least: z.number(), most: z.number() });

const planNode = z.object({
  id: z.number(),
  parentId: z.number().nullable(),
  depth: z.number(),
  kind: z.string().describe('such as Hash Left Join or ColumnarScan'),
  title: z.string(),
  words: z.string().nullable().describe('what a node of TimescaleDB does'),
  isMember: z.boolean().describe('one of the chunks or partitions that its parent sums up'),
  isFolded: z.boolean().describe('sums up chunks or partitions, which follow as its members'),
  count: z.number().describe('nodes that it stands for'),
  executedCount: z.number().nullable(),
  rowUnit: z.enum(['rows', 'batches']),
  plannedRows: z.number().describe('of all loops'),
  actualRows: z.number().nullable().describe('of all loops; null without ANALYZE'),
  misestimate: z.number().nullable().describe('expected ÷ actual; null where it cannot be said'),
  loops: z.number().nullable(),
  seconds: z.number().nullable(),
  exclusiveSeconds: z.number().nullable(),
  cost: z.number(),
  exclusiveCost: z.number(),
  hitBlocks: z.number().nullable().describe('of the node alone, 8 kB each'),
  readBlocks: z.number().nullable(),
  tempBlocks: z.number().nullable(),
  memberSeconds: range.nullable().describe('of the shortest and longest of what it sums up'),
  memberRows: range.nullable(),
  details: z.array(z.tuple([z.string(), z.string()])),
});

const planFinding = z.object({
  rule: z.string(),
  nodeIds: z.array(z.number()),
  severity,
  confidence: z.enum(['low', 'medium', 'high']),
  title: z.string(),
  detail: z.string(),
  why: z.string(),
  source: z.string(),
  facts: z.array(z.object({ name: z.string(), label: z.string(), value: z.number().nullable() })),
  advice: advice.nullable(),
  related: z.array(findingReference).describe('open findings of the database on the same table'),
});

export const queryPlanAnswer = z
  .object({
    databaseId: z.string().nullable(),
    how: z
      .enum(['pasted', 'plain', 'generic', 'values', 'sample-values', 'analyzed'])
      .describe('generic: for any value; sample-values: for values like those that it is run with'),
    samples: z.array(z.object({ parameter: z.number(), value: z.string(), basis: z.string() })),
    format: z.enum(['json', 'text']),
    nodeCount: z.number().describe('before chunks and partitions were folded'),
    isAnalyzed: z.boolean(),
    hasBuffers: z.boolean(),
    planningSeconds: z.number().nullable(),
    executionSeconds: z.number().nullable(),
    totalSeconds: z.number().nullable().describe('of the topmost node'),
    nodes: z.array(planNode).describe('parents before their children'),
    unjudgedRules: z.number().describe('rules that look at what running counts, where it was not run'),
    findings: z.array(planFinding),
    raw: z.string().nullable().describe('what EXPLAIN answered; null for what was pasted'),
  })
  .meta({ id: 'QueryPlan' });
