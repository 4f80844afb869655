import type { ServerFacts } from '@/lib/db/server';
import type { KeyedFinding } from '@/lib/rules/judge';
import type { Advice } from '@/lib/rules/rule';

/** Statements whose effect a sandbox cannot show, and why. */
const UNSEEN: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /\bALTER\s+(SYSTEM|DATABASE|ROLE)\b/i,
    'It changes a setting of the server. A sandbox has other memory, workers and sessions, so it would prove nothing.',
  ],
  [
    /\btransaction_per_chunk\b|\bCONCURRENTLY\b/,
    'It builds an index chunk by chunk or beside writers, which the engine of the sandbox cannot do.',
  ],
  [/\btablespace/i, 'It moves data between tablespaces, and the sandbox lives in memory without any.'],
  [
    /\bpg_(reload_conf|terminate_backend|cancel_backend)\b/i,
    'It works on the running server and its sessions.',
  ],
];

/** Why an advice cannot be rehearsed at all, as a sentence; null when it can be tried. */
export function whyNotRehearsable(
  { advice }: Pick<KeyedFinding, 'advice'>,
  { timescale }: Pick<ServerFacts, 'timescale'>,
): string | null {
  if (!advice) return 'There is no SQL to run.';
  if (!timescale) return 'The sandbox is a TimescaleDB, and this database has none.';
  if (advice.notRehearsable) return advice.notRehearsable;
  const text = adviceText(advice);
  return UNSEEN.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

/** Every statement of an advice. */
export function adviceText({ precheck, steps, undo, verify }: Advice): string {
  const statements = [
    precheck?.sql,
    ...steps.map((step) => step.sql),
    verify.sql,
    ...('impossible' in undo ? [] : undo.map((step) => step.sql)),
  ];
  return statements.filter((statement) => statement !== undefined).join('\n');
}
