import { type Configuration, readConfiguration } from '@/lib/config/configuration';
import { lockFolder } from '@/lib/embedded/lock-folder';
import { AppError } from '@/lib/errors';
import { startEngines } from './engines';
import { requireFreePort } from './free-port';
import { onceAsked } from './once-asked';
import { reportTargets } from './report-targets';
import { startWeb } from './web';

/**
 * Runs Chunkwise: the embedded engines and the web server as processes of this one, which starts, watches and
 * stops them. Whatever keeps it from starting is one line on standard error.
 */
const folder = process.env.CHUNKWISE_FOLDER ?? process.cwd();
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  await launch(readConfiguration(process.env, folder));
} catch (error) {
  process.stderr.write(`${failure(error)}\n`);
  process.exit(1);
}

async function launch(configuration: Configuration): Promise<void> {
  await requireFreePort(configuration.host, configuration.port);
  const releaseFolder = lockFolder(configuration.dataDir);
  const stopping = onceAsked();
  const engines = await startEngines(configuration, say);
  const web = await startWeb(configuration, engines, folder);
  say(
    `Chunkwise is at ${web.address}${configuration.password === null ? '' : ' (sign in with the configured password)'}`,
  );
  await reportTargets(configuration, engines, say);
  say('Stop it with Ctrl+C.');
  await Promise.race([stopping, web.ended]);
  await web.stop();
  await engines.stop();
  releaseFolder();
  process.exit(0);
}

function failure(error: unknown): string {
  if (error instanceof AppError) return [error.message, error.hint].filter(Boolean).join('. ');
  return error instanceof Error ? error.message : String(error);
}
