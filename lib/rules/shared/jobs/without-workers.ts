import type { NotApplicable, RuleContext } from '../../rule';

export const NO_WORKERS: NotApplicable = {
  notApplicable: 'This engine has no background workers; the process that owns it runs the due jobs',
};

/** Why no worker of this server runs a job; null where workers do. What the statistics of a standby say is its primary's. */
export function withoutWorkers({ engine, inRecovery }: RuleContext['server']): NotApplicable | null {
  if (engine === 'embedded') return NO_WORKERS;
  return inRecovery ? { notApplicable: 'On a standby no job runs' } : null;
}

/** Why advice that starts or ends workers cannot be rehearsed. */
export const NOT_REHEARSABLE =
  'It starts processes of the running server; a sandbox has no background workers.';
