import { z } from 'zod';
import { missingArtifact, snapshotHeader } from './wire-schema';

const machine = {
  memoryBytes: z
    .number('expected the server’s memory in bytes')
    .int()
    .positive()
    .max(2 ** 50)
    .optional(),
  cores: z.number('expected the number of processor cores').int().positive().max(4_096).optional(),
  diskKind: z.enum(['ssd', 'nvme', 'network', 'hdd'], 'expected ssd, nvme, network or hdd').optional(),
  workload: z
    .enum(['ingest', 'oltp', 'analytics', 'mixed'], 'expected ingest, oltp, analytics or mixed')
    .optional(),
  diskBytes: z
    .number('expected the size of the disk in bytes')
    .int()
    .positive()
    .max(2 ** 60)
    .optional(),
};

export const resourcesPlanRequest = z.strictObject({
  databaseId: z.string('expected the id of a database'),
  answers: z.strictObject(machine).optional().describe('what is not answered is taken from the profile'),
});

const question = z.enum(['memoryBytes', 'cores', 'diskKind', 'workload', 'diskBytes']);
const check = z.object({ sql: z.string(), expect: z.string() });

const setting = z.object({
  name: z.string(),
  group: z.enum(['memory', 'parallel', 'log', 'planner', 'autovacuum', 'io', 'locks']),
  verdict: z
    .enum(['change', 'keep', 'unknown', 'elsewhere'])
    .describe('unknown: an answer is missing; elsewhere: something wins over ALTER SYSTEM'),
  now: z.string().describe('with its unit'),
  source: z.string(),
  advised: z.string().nullable().describe('null: best left alone, or an answer is missing'),
  asks: z.array(question),
  timescaledbTune: z.string().nullable().describe('what that tool would set; null where it sets nothing'),
  pgtune: z.string().nullable(),
  formula: z.string(),
  why: z.string(),
  choice: z.string().nullable().describe('where the tools differ, and what was chosen'),
  worsens: z.string(),
  applies: z.enum(['restart', 'reload', 'new-sessions']),
  limits: z.string().nullable(),
  overrides: z.array(z.string()).describe('databases and roles whose own value wins'),
  sql: z.string().nullable(),
  undo: z.string().nullable(),
  verify: check.nullable(),
});

export const resourcesPlanAnswer = z
  .object({
    ...snapshotHeader,
    machine: z
      .object({
        memoryBytes: z.number().nullable(),
        cores: z.number().nullable(),
        diskKind: z.string().nullable(),
        workload: z.string().nullable(),
        diskBytes: z.number().nullable().describe('of the disk that data and log lie on'),
      })
      .describe('what the plan is for'),
    hints: z
      .object({ memoryBytes: z.number().nullable(), cores: z.number().nullable() })
      .describe('guesses from what is set now; never taken without an answer'),
    asks: z.array(question).describe('what is to be answered so that more can be said'),
    settings: z.array(setting).nullable().describe('null where they could not be read or are fixed'),
    memoryUse: z
      .object({
        memoryBytes: z.number(),
        buffersBytes: z.number(),
        connectionsBytes: z.number(),
        autovacuumBytes: z.number(),
        workBytes: z.number().nullable().describe('null where the cores are not known'),
        totalBytes: z.number(),
        fits: z.boolean(),
      })
      .nullable()
      .describe('what the server takes at most after the plan, when everything happens at once'),
    script: z.string().nullable().describe('null where nothing is to change'),
    undo: z.string().nullable(),
    lines: z.string().nullable().describe('the same as lines of postgresql.conf'),
    notes: z.array(z.string()),
    whyNot: z.string().nullable().describe('why there is no plan, or why the script cannot run here'),
    missing: z.array(missingArtifact),
  })
  .meta({ id: 'ResourcesPlan' });
