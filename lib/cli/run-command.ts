import { AppError } from '@/lib/errors';
import { printable } from './printable';

/**
 * Runs a command and exits with its code; whatever fails becomes one clear line on standard error and exit code 2.
 * Asked for help, it prints how the command is called instead.
 */
export async function runCommand(usage: string, command: () => Promise<number>): Promise<never> {
  try {
    process.exitCode = isHelpWanted() ? printUsage(usage) : await command();
  } catch (error) {
    process.stderr.write(`${printable(withoutConnectionStrings(failure(error, usage)))}\n`);
    process.exitCode = 2;
  }
  // Output to a pipe is written later; exiting before it is drained would cut it.
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit();
}

const isHelpWanted = () =>
  process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h');

function printUsage(usage: string): number {
  process.stdout.write(`Usage: ${usage}\n`);
  return 0;
}

/** An argument in the wrong place is repeated by the parser, and it may be a connection string. */
const withoutConnectionStrings = (text: string) =>
  text.replace(/postgres(?:ql)?:\/\/[^\s'"]*/gi, 'postgres://…');

function failure(error: unknown, usage: string): string {
  if (error instanceof AppError) return [error.message, error.hint].filter(Boolean).join('. ');
  const message = error instanceof Error ? error.message : String(error);
  const isArgument =
    error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  return isArgument ? `${message.split('\n')[0]} Usage: ${usage}` : message;
}
