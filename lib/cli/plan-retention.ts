import { parseArgs } from 'node:util';
import { retentionPlanOf } from '@/lib/answers/retention-plan';
import type { Row, Snapshot } from '@/lib/collect/snapshot';
import { AppError } from '@/lib/errors';
import { givenSnapshot } from './given-snapshot';
import { oneOf } from './one-of';
import type { Planned } from './planned';
import { printable, printableJson } from './printable';
import { retentionMarkdown } from './retention-markdown';
import { retentionText } from './retention-text';

export const RETENTION_USAGE =
  'npm run --silent plan -- retention (--url postgres://… | --snapshot file) [--hypertable schema.name] [--format text|json|markdown]';

/**
 * The policies of every hypertable, or of the one that is named, as sets without conflicts. The code is 1 where a set has
 * a conflict, else 0. What counters would tell about late rows needs history, so converted chunks tell it here.
 */
export async function planRetention(args: readonly string[]): Promise<Planned> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      snapshot: { type: 'string' },
      hypertable: { type: 'string' },
      format: { type: 'string', default: 'text' },
    },
  });
  const format = oneOf('--format', values.format, ['text', 'json', 'markdown'], RETENTION_USAGE);
  const snapshot = await givenSnapshot(values, RETENTION_USAGE, ['standard', 'catalog']);
  const only = values.hypertable === undefined ? undefined : named(snapshot, values.hypertable);
  const plan = retentionPlanOf(snapshot.databaseId, snapshot, { only }, () => null);
  const { sets, missing } = plan;
  if (sets === null)
    throw new AppError(
      'query-failed',
      `The policies cannot be planned: ${missing.map(({ artifact, reason }) => `${artifact}: ${reason}`).join('; ')}`,
    );
  const output = {
    text: () => printable(retentionText(snapshot, sets)),
    markdown: () => printable(retentionMarkdown(snapshot, sets)),
    json: () => printableJson(JSON.stringify(plan, null, 2)),
  };
  return { output: output[format](), code: sets.some(({ conflicts }) => conflicts.length > 0) ? 1 : 0 };
}

/** By the name as it stands in the list: a dot may be part of either half, so both are compared as one. */
function named({ artifacts: { hypertables } }: Snapshot, name: string): Row<'hypertables'> | undefined {
  if (hypertables?.status !== 'ok') return undefined;
  const found = hypertables.rows.find((row) => `${row.schema}.${row.name}` === name);
  if (found) return found;
  throw new AppError(
    'bad-request',
    `--hypertable: there is no hypertable ${name}`,
    'Give it as schema.name, without quotes.',
  );
}
