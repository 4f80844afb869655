import { parseArgs } from 'node:util';
import { AppError } from '@/lib/errors';
import { judge } from '@/lib/rules/judge';
import { rules } from '@/lib/rules/registry';
import type { Severity } from '@/lib/rules/rule';
import { adviceMarkdown } from './advice-markdown';
import { adviceText } from './advice-text';
import { givenSnapshot } from './given-snapshot';
import { oneOf } from './one-of';
import { printable, printableJson } from './printable';
import { readProfile } from './read-profile';
import { runCommand } from './run-command';

const USAGE =
  'npm run --silent advise -- (--url postgres://… | --snapshot file) [--format text|json|markdown] [--fail-on critical|warning|notice] [--rule id]… [--profile file]';
const RANK: Readonly<Record<Severity, number>> = { critical: 2, warning: 1, notice: 0 };

await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      snapshot: { type: 'string' },
      format: { type: 'string', default: 'text' },
      'fail-on': { type: 'string', default: 'critical' },
      rule: { type: 'string', multiple: true },
      profile: { type: 'string' },
    },
  });
  const format = oneOf('--format', values.format, ['text', 'json', 'markdown'], USAGE);
  const failOn = oneOf('--fail-on', values['fail-on'], ['critical', 'warning', 'notice'], USAGE);
  const only = knownRules(values.rule);
  const profile = await readProfile(values.profile);
  const snapshot = await givenSnapshot(values, USAGE);

  // A saved snapshot is judged as of when it was taken, so that the same file always gives the same answer.
  const nowMs = Date.parse(snapshot.takenAt);
  const judgement = judge(snapshot, { nowMs, profile, ...(only && { only }) });
  const output = {
    text: () => printable(adviceText(judgement, snapshot.server)),
    markdown: () => printable(adviceMarkdown(judgement, snapshot.server)),
    json: () => printableJson(JSON.stringify(judgement, null, 2)),
  };
  process.stdout.write(`${output[format]()}\n`);
  return judgement.findings.some(({ severity }) => RANK[severity] >= RANK[failOn]) ? 1 : 0;
});

function knownRules(ids: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (!ids) return undefined;
  const known = new Set(rules.map(({ meta }) => meta.id));
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new AppError('bad-request', `--rule: there is no rule ${unknown}`, 'The README lists them.');
  return new Set(ids);
}
