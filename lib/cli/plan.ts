import { AppError } from '@/lib/errors';
import { planResources, RESOURCES_USAGE } from './plan-resources';
import { planRetention, RETENTION_USAGE } from './plan-retention';
import type { Planned } from './planned';
import { runCommand } from './run-command';

interface Planner {
  readonly usage: string;
  readonly plan: (args: readonly string[]) => Promise<Planned>;
}

/** `plan <which> …`: each planner reads its own options. */
const PLANS: Readonly<Record<string, Planner>> = {
  retention: { usage: RETENTION_USAGE, plan: planRetention },
  resources: { usage: RESOURCES_USAGE, plan: planResources },
};
const USAGE = Object.values(PLANS)
  .map(({ usage }) => usage)
  .join(' or ');

const [which = '', ...args] = process.argv.slice(2);
const planner = Object.hasOwn(PLANS, which) ? PLANS[which] : undefined;

await runCommand(planner?.usage ?? USAGE, async () => {
  if (!planner)
    throw new AppError(
      'bad-request',
      `plan: expected one of ${Object.keys(PLANS).join(', ')}`,
      `Usage: ${USAGE}`,
    );
  const { output, code } = await planner.plan(args);
  process.stdout.write(`${output}\n`);
  return code;
});
