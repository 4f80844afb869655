import { parseArgs } from 'node:util';
import { withoutLiterals } from '@/lib/derive/without-literals';
import { AppError } from '@/lib/errors';
import { givenUrl } from './given-url';
import { printableJson } from './printable';
import { runCommand } from './run-command';
import { takeSnapshot } from './take-snapshot';

const USAGE = 'npm run --silent snapshot -- --url postgres://… [--with-literals]';

await runCommand(USAGE, async () => {
  const { values } = parseArgs({
    options: { url: { type: 'string' }, 'with-literals': { type: 'boolean' } },
  });
  if (!values.url) throw new AppError('bad-request', '--url is missing', `Usage: ${USAGE}`);
  const snapshot = await takeSnapshot(givenUrl(values.url));
  process.stdout.write(
    `${printableJson(JSON.stringify(values['with-literals'] ? snapshot : withoutLiterals(snapshot)))}\n`,
  );
  return 0;
});
