import { z } from 'zod';
import { rehearsal } from './rehearsal-schema';
import { scoreDetail } from './score-schema';
import { bytes, instant, severity } from './wire-schema';

const check = z.strictObject({ sql: z.string(), expect: z.string() });
const step = z.strictObject({
  sql: z.string(),
  transaction: z.enum(['any', 'own', 'none']),
  lock: z.strictObject({ mode: z.string(), on: z.string(), blocks: z.string() }),
  duration: z.strictObject({ seconds: z.number(), basis: z.string() }).optional(),
  rewrites: z.boolean(),
});
export const advice = z.strictObject({
  precheck: check.optional(),
  steps: z.array(step),
  undo: z.union([
    z.array(
      z.strictObject({
        sql: z.string(),
        note: z.string().optional(),
        stays: z.string().optional().describe('what became of rows and is not taken back'),
      }),
    ),
    z.strictObject({ impossible: z.string() }),
  ]),
  verify: check,
  worsens: z.string().optional(),
  role: z.string(),
  deletesData: z.boolean(),
  note: z.string().optional(),
  notRehearsable: z.string().optional(),
});
const impact = z.strictObject({
  bytesSaved: z.strictObject({ low: bytes, high: bytes }).optional(),
  bytesAtRisk: bytes.optional(),
  monthlyCost: z
    .string()
    .optional()
    .describe('bytesSaved.low × the configured price, an exact decimal such as 1.23; absent without prices'),
  currency: z.string().optional().describe('of monthlyCost, such as EUR'),
  secondsSaved: z.number().optional(),
  prevents: z.string().optional(),
  basis: z.string(),
});

const state = z.enum(['open', 'snoozed', 'dismissed', 'applied', 'fixed', 'regressed', 'could-not-check']);
const life = {
  number: z.number().nullable(),
  state,
  firstSeenAt: instant,
  lastSeenAt: instant,
  seenSnapshots: z.number(),
  totalSnapshots: z.number(),
  until: instant.nullable(),
  reason: z.string().nullable(),
  comment: z.string().nullable(),
  fixedAt: instant.nullable(),
  transitions: z.array(
    z.strictObject({
      at: instant,
      from: state.nullable(),
      state,
      by: z.string(),
      until: instant.nullable(),
      reason: z.string().nullable(),
      comment: z.string().nullable(),
    }),
  ),
};

export const wireFinding = z
  .strictObject({
    key: z.string(),
    rule: z.string(),
    subject: z.array(z.string()),
    severity,
    confidence: z.enum(['low', 'medium', 'high']),
    title: z.string(),
    detail: z.string(),
    facts: z.record(z.string(), z.number().nullable()),
    source: z.string(),
    readAt: instant.optional().describe('when the oldest artifact that it was made from was collected'),
    causeKey: z
      .string()
      .optional()
      .describe(
        'the finding that it follows from; beside that one it does not count in the score, unless it weighs more',
      ),
    impact: impact.optional(),
    advice: advice.optional(),
    why: z.string(),
    factLabels: z.record(z.string(), z.strictObject({ label: z.string(), source: z.string() })),
    ...life,
    rehearsal: rehearsal.nullable(),
  })
  .meta({ id: 'Finding' });

export const findingsAnswer = z
  .strictObject({
    databaseId: z.string(),
    snapshotAt: instant,
    score: z.number().nullable(),
    scoreDetail,
    outcomes: z.array(
      z.strictObject({
        rule: z.string(),
        title: z.string(),
        status: z.enum(['passed', 'found', 'not-applicable', 'not-run', 'failed']),
        reason: z.string().optional().describe('of found: why it could not look at everything'),
        isWaiting: z.literal(true).optional().describe('of not-run: only for want of time'),
      }),
    ),
    findings: z.array(wireFinding).describe('of the newest snapshot'),
    confirming: z
      .array(wireFinding)
      .describe('absent from the newest snapshot; fixed when absent from the next, too'),
    fixed: z.array(wireFinding),
    couldNotCheck: z.array(wireFinding),
    historyUnavailable: z.string().nullable(),
  })
  .meta({ id: 'Findings' });

const COMMENT_LENGTH = 280;
const REASON_LENGTH = 80;

/** What no PostgreSQL text can hold. */
const storable = (text: string) => !/[\0\p{Surrogate}]/u.test(text);
const NOT_STORABLE = 'expected text without NUL characters and halves of characters';

/** What a reader decides. A snooze needs its end: without one it would be a dismissal. */
export const findingStateChange = z
  .strictObject({
    state: z.enum(
      ['open', 'snoozed', 'dismissed', 'applied'],
      'expected open, snoozed, dismissed or applied',
    ),
    until: z.iso
      .datetime({ offset: true, error: 'expected an instant such as 2026-12-24T12:00:00Z' })
      .optional()
      .describe('when a snoozed finding opens again'),
    reason: z
      .string('expected a text')
      .max(REASON_LENGTH, `expected at most ${REASON_LENGTH} characters`)
      .refine(storable, NOT_STORABLE)
      .optional()
      .describe('not-relevant, accepted-risk, wrong, no-capacity, fixed-otherwise, or words of your own'),
    comment: z
      .string('expected a text')
      .max(COMMENT_LENGTH, `expected at most ${COMMENT_LENGTH} characters`)
      .refine(storable, NOT_STORABLE)
      .optional(),
  })
  .refine(({ state: chosen, until }) => chosen !== 'snoozed' || until !== undefined, {
    path: ['until'],
    error: 'expected the instant at which a snoozed finding opens again',
  })
  .refine(({ until }) => until === undefined || Date.parse(until) > Date.now(), {
    path: ['until'],
    error: 'expected an instant in the future',
  })
  .meta({ id: 'FindingStateChange' });
