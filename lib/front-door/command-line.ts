import { parseArgs } from 'node:util';
import { portNumber } from '@/lib/config/configuration-schema';
import { AppError } from '@/lib/errors';

const USAGE = 'Usage: npm start -- [--port number] [--host address]';

/**
 * What the command line says of the configuration, under the names of the variables that it wins over. Throws
 * `configuration-invalid` that names the option and what was expected.
 */
export function commandLine(args: readonly string[]): Readonly<Partial<Record<'PORT' | 'HOST', string>>> {
  const { port, host } = parsed(args);
  if (port !== undefined && !portNumber.safeParse(port).success)
    throw new AppError('configuration-invalid', '--port: expected a port number from 1 to 65535', USAGE);
  if (host === '') throw new AppError('configuration-invalid', '--host: expected an address', USAGE);
  return { ...(port !== undefined && { PORT: port }), ...(host !== undefined && { HOST: host }) };
}

function parsed(args: readonly string[]) {
  const options = { port: { type: 'string' }, host: { type: 'string' }, dev: { type: 'boolean' } } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new AppError('configuration-invalid', `npm start: ${reasonOf(error)}`, USAGE);
  }
}

/** The parser repeats what it did not expect, and that may be a connection string. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL')
    return 'Expected options only';
  return error.message.split(/\.?(?:\n|$)/)[0] ?? error.message;
}
