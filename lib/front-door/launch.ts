import { type Configuration, readStartConfiguration } from '@/lib/config/configuration';
import { lockFolder } from '@/lib/embedded/lock-folder';
import { AppError } from '@/lib/errors';
import { builtDashboard } from './built';
import { commandLine } from './command-line';
import { startEngines } from './engines';
import { requireFreePort } from './free-port';
import { onceAsked } from './once-asked';
import { reportTargets } from './report-targets';
import { isDevelopment, startWeb } from './web';

/**
 * Runs Chunkwise: the embedded engines and the web server as processes of this one, which starts, watches and
 * stops them. Whatever keeps it from starting is one line on standard error.
 */
const folder = process.env.CHUNKWISE_FOLDER ?? process.cwd();
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  const stopping = onceAsked();
  // Whoever stops it during the start need not wait: the processes begun so far end with this one.
  const running = await Promise.race([
    launch(readStartConfiguration({ ...process.env, ...commandLine(process.argv.slice(2)) }, folder)),
    stopping.then(() => null),
  ]);
  if (running) {
    await Promise.race([stopping, running.ended]);
    await running.stop();
  }
  process.exit(0);
} catch (error) {
  process.stderr.write(`${failure(error)}\n`);
  process.exit(1);
}

async function launch(
  configuration: Configuration,
): Promise<{ ended: Promise<never>; stop(): Promise<void> }> {
  await requireFreePort(configuration.host, configuration.port);
  const releaseFolder = lockFolder(configuration.dataDir);
  process.once('exit', releaseFolder);
  const [engines] = await Promise.all([
    startEngines(configuration, say),
    isDevelopment() ? undefined : builtDashboard(),
  ]);
  const web = await startWeb(configuration, engines, folder);
  say(
    `Chunkwise is at ${web.address}${configuration.password === null ? '' : ' (sign in with the configured password)'}`,
  );
  await reportTargets(configuration, engines, say);
  say('Stop it with Ctrl+C.');
  return {
    ended: web.ended,
    async stop() {
      await web.stop();
      await engines.stop();
    },
  };
}

function failure(error: unknown): string {
  if (error instanceof AppError) return [error.message, error.hint].filter(Boolean).join('. ');
  return error instanceof Error ? error.message : String(error);
}
