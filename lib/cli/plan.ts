import { AppError } from '@/lib/errors';
import { type Planned, planRetention, RETENTION_USAGE } from './plan-retention';
import { runCommand } from './run-command';

const USAGE = RETENTION_USAGE;

/** `plan <which> …`: each planner reads its own options. */
const PLANS: Readonly<Record<string, (args: readonly string[]) => Promise<Planned>>> = {
  retention: planRetention,
};

await runCommand(USAGE, async () => {
  const [which = '', ...args] = process.argv.slice(2);
  const plan = Object.hasOwn(PLANS, which) ? PLANS[which] : undefined;
  if (!plan)
    throw new AppError(
      'bad-request',
      `plan: expected one of ${Object.keys(PLANS).join(', ')}`,
      `Usage: ${USAGE}`,
    );
  const { output, code } = await plan(args);
  process.stdout.write(`${output}\n`);
  return code;
});
