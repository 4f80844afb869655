import type { Row } from '@/lib/collect/snapshot';
import { keysToldOff, type Neglected } from '@/lib/derive/neglected-chunks';
import { ageUnits } from '@/lib/derive/policy-distance';
import { counted } from '@/lib/format/count';
import { countChunksInState } from '@/lib/sql/chunk-conversion';
import { alterJobConfig, readJobConfig, restoreJobConfig } from '@/lib/sql/job';
import { distanceText } from '../../distance';
import type { Advice, RuleContext } from '../../rule';
import { jobStep } from '../jobs/job-step';
import { chunksOfOneRun, conversionStep } from './conversion-step';

type State = 'partial' | 'unordered';

/** Why no policy converts the chunks again soon, as a sentence. */
export function neglectText(
  { neglect }: Neglected,
  state: State,
  { isIntegerTime }: Row<'hypertables'>,
): string {
  if (neglect.why === 'no-policy') return 'No columnstore policy converts them again.';
  const { jobId, byCreation } = neglect.policy;
  switch (neglect.why) {
    case 'paused':
      return `Its columnstore policy, job ${jobId}, is paused.`;
    case 'told-not-to': {
      const keys = keysToldOff(state, neglect.policy);
      return `Its columnstore policy, job ${jobId}, is told to leave them: ${keys.join(' and ')} ${keys.length === 1 ? 'is' : 'are'} off.`;
    }
    case 'not-due':
      return `Its columnstore policy, job ${jobId}, gets to them only after ${distanceText(ageUnits(neglect.policy) ?? 0, isIntegerTime && !byCreation)}.`;
  }
}

/**
 * Lets the policy convert the chunks again where it is told not to, which its next run then does; else converts them
 * by hand. Undefined where the licence has no columnstore.
 */
export function recompressionAdvice(
  neglected: Neglected,
  state: State,
  hypertable: Row<'hypertables'>,
  { server: { timescale } }: RuleContext,
): Advice | undefined {
  if (timescale?.license !== 'timescale') return undefined;
  const taken = chunksOfOneRun(neglected.chunks);
  const step = conversionStep(timescale, 'recompressed', taken);
  const { neglect } = neglected;
  if (neglect.why === 'told-not-to') {
    const { jobId, config } = neglect.policy;
    const keys = keysToldOff(state, neglect.policy);
    return {
      steps: keys.map((key) => jobStep(alterJobConfig(jobId, key, true))),
      undo: [
        {
          sql: restoreJobConfig(jobId, config),
          note: 'Chunks that the policy has converted again meanwhile stay so; their rows are the same.',
        },
      ],
      verify: {
        sql: readJobConfig(jobId, keys[0] ?? 'recompress'),
        expect: 'true — the next run of the job converts the chunks again',
      },
      worsens:
        'Every run of the policy rewrites the batches that later rows belong to, and writes as much WAL.',
      role: `owner of job ${jobId}`,
      deletesData: false,
      note: `Its next run converts ${counted(neglected.chunks.length, 'chunk')}, one after the other, each locked ${step.lock.mode}: it blocks ${step.lock.blocks}. CALL run_job(${jobId}) starts it at once.`,
    };
  }
  return {
    steps: [step],
    undo: {
      impossible:
        'Not needed: the rows are the same, only sorted and packed anew. Before, they were in no state to go back to.',
    },
    verify: {
      sql: countChunksInState(
        taken.map(({ chunkId }) => chunkId),
        state,
        true,
      ),
      expect: `0 — none of these chunks is ${state}`,
    },
    role: `owner of ${hypertable.schema}.${hypertable.name}`,
    deletesData: false,
    note: [
      ...(neglected.chunks.length > taken.length
        ? [
            `It takes the ${taken.length} oldest of ${neglected.chunks.length} chunks; the next snapshot names the next ones.`,
          ]
        : []),
      'What is converted stays converted if it is stopped.',
    ].join(' '),
  };
}
