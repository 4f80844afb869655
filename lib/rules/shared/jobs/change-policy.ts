import type { Row } from '@/lib/collect/snapshot';
import { alterJobConfig, type PolicyKey, readJobConfig, restoreJobConfig } from '@/lib/sql/job';
import type { Advice } from '../../rule';
import { jobStep } from './job-step';

/** Gives one key of these policies' configurations another value, and has the present ones for the undo. */
export function changePolicies(
  policies: readonly [Row<'policies'>, ...Row<'policies'>[]],
  key: PolicyKey,
  value: string | number,
  words: Pick<Advice, 'worsens' | 'note'> & { readonly owner: string },
): Advice {
  const { owner, ...rest } = words;
  const [first] = policies;
  return {
    ...rest,
    precheck: {
      sql: readJobConfig(first.jobId, key),
      expect: `${first.config[key] ?? 'open-ended'} — the policy is as it was when this was written`,
    },
    steps: policies.map(({ jobId }) => jobStep(alterJobConfig(jobId, key, value))),
    undo: policies.map(({ jobId, config }) => ({ sql: restoreJobConfig(jobId, config) })),
    verify: { sql: readJobConfig(first.jobId, key), expect: String(value) },
    role: `owner of job ${first.jobId} (${owner})`,
    deletesData: false,
  };
}
