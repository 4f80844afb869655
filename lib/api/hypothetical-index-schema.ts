import { z } from 'zod';

export const hypotheticalIndexAnswer = z
  .object({
    databaseId: z.string(),
    key: z.string().describe('of the finding'),
    index: z.string().describe('the index that the planner was asked about'),
    hypopgVersion: z.string().nullable().describe('null: the extension is not in this database'),
    install: z
      .object({ sql: z.string(), role: z.string(), note: z.string() })
      .nullable()
      .describe('how to get the extension; null where it is there'),
    indexBytes: z
      .number()
      .nullable()
      .describe('by the estimate of hypopg; null where nothing was planned, and of a partitioned table'),
    statements: z
      .array(
        z.object({
          queryId: z.string().nullable(),
          query: z.string().nullable().describe('literals are masked'),
          kind: z
            .enum(['plain', 'generic', 'values', 'sample-values'])
            .nullable()
            .describe('generic: for any value; sample-values: for values like those that it is run with'),
          costBefore: z.number().nullable(),
          costAfter: z.number().nullable(),
          isUsed: z
            .boolean()
            .nullable()
            .describe('whether the plan uses the index; null: it was not planned'),
          chunks: z.number().nullable().describe('of a hypertable: those that were planned with the index'),
          reason: z.string().nullable().describe('why it was not planned'),
          hint: z.string().nullable(),
        }),
      )
      .describe('the statements that the index would save most, at most five'),
    statementCount: z.number().describe('that the index is for, in all'),
    basis: z.string(),
  })
  .meta({ id: 'HypotheticalIndex' });
