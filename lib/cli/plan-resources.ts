import { parseArgs } from 'node:util';
import { resourcesPlanOf } from '@/lib/answers/resources-plan';
import type { ResourcesPlan } from '@/lib/api/resources-plan';
import { AppError } from '@/lib/errors';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { type Machine, machineOf, type Question } from '@/lib/plans/resources/machine';
import { givenSnapshot } from './given-snapshot';
import { oneOf } from './one-of';
import type { Planned } from './planned';
import { printable, printableJson } from './printable';
import { resourcesText } from './resources-text';
import { sizeOption } from './size-option';

const DISKS = ['ssd', 'nvme', 'network', 'hdd'] as const;
const WORKLOADS = ['ingest', 'oltp', 'analytics', 'mixed'] as const;

export const RESOURCES_USAGE = `npm run --silent plan -- resources (--url postgres://… | --snapshot file) --memory 64GB --cores 16 --disk ${DISKS.join('|')} [--workload ${WORKLOADS.join('|')}] [--disk-size 500GB] [--format text|json]`;

/** What answers each question. */
const OPTIONS: Readonly<Record<Question, string>> = {
  memoryBytes: '--memory',
  cores: '--cores',
  diskKind: '--disk',
  workload: '--workload',
  diskBytes: '--disk-size',
};
const MOST_CORES = 4_096;

/**
 * The settings of a server for its machine, which no SQL tells: so every answer that a setting depends on must be given.
 * The code is 1 where a setting is to change, else 0.
 */
export async function planResources(args: readonly string[]): Promise<Planned> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: 'string' },
      snapshot: { type: 'string' },
      memory: { type: 'string' },
      cores: { type: 'string' },
      disk: { type: 'string' },
      workload: { type: 'string' },
      'disk-size': { type: 'string' },
      format: { type: 'string', default: 'text' },
    },
  });
  const format = oneOf('--format', values.format, ['text', 'json'], RESOURCES_USAGE);
  const machine = machineOf({}, answersOf(values));
  const snapshot = await givenSnapshot(values, RESOURCES_USAGE, ['live', 'catalog']);
  const plan = resourcesPlanOf(snapshot.databaseId, snapshot, machine);
  if (plan.settings === null)
    throw new AppError('query-failed', `The settings cannot be planned: ${whyNot(plan)}`);
  if (plan.asks.length > 0) throw unanswered(plan);
  const output = {
    text: () => printable(resourcesText(plan)),
    json: () => printableJson(JSON.stringify(plan, null, 2)),
  };
  const isToChange = plan.settings.some(({ verdict }) => verdict === 'change' || verdict === 'elsewhere');
  return { output: output[format](), code: isToChange ? 1 : 0 };
}

type Given = Readonly<
  Partial<Record<'memory' | 'cores' | 'disk' | 'workload' | 'disk-size', string | undefined>>
>;

function answersOf({ memory, cores, disk, workload, 'disk-size': diskSize }: Given): Partial<Machine> {
  return {
    ...(memory !== undefined && { memoryBytes: sizeOption('--memory', memory) }),
    ...(cores !== undefined && { cores: coresOption(cores) }),
    ...(disk !== undefined && { diskKind: oneOf('--disk', disk, DISKS, RESOURCES_USAGE) }),
    ...(workload !== undefined && { workload: oneOf('--workload', workload, WORKLOADS, RESOURCES_USAGE) }),
    ...(diskSize !== undefined && { diskBytes: sizeOption('--disk-size', diskSize) }),
  };
}

function coresOption(text: string): number {
  const cores = Number(text);
  if (!/^\d+$/.test(text) || cores < 1 || cores > MOST_CORES)
    throw new AppError('bad-request', `--cores: expected a number of processor cores, not ${text}`);
  return cores;
}

const whyNot = ({ whyNot: reason, missing }: ResourcesPlan) =>
  reason ?? missing.map(({ artifact, reason: why }) => `${artifact}: ${why}`).join('; ');

/** With what the present settings make one guess, which is for a person to confirm. */
function unanswered({ asks, hints: { memoryBytes, cores } }: ResourcesPlan): AppError {
  const guesses = [
    ...(asks.includes('memoryBytes') && memoryBytes !== null
      ? [`shared_buffers looks like ${bytes(memoryBytes)} of memory`]
      : []),
    ...(asks.includes('cores') && cores !== null
      ? [`max_parallel_workers looks like ${counted(cores, 'core')}`]
      : []),
  ];
  const guess = guesses.length === 0 ? '' : `${guesses.join(', ')}: confirm it. `;
  return new AppError(
    'bad-request',
    `Give ${asks.map((question) => OPTIONS[question]).join(' and ')}: settings depend on it, and no SQL tells it`,
    `${guess}Usage: ${RESOURCES_USAGE}`,
  );
}
