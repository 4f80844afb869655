import { readFileSync } from 'node:fs';
import { AppError } from '@/lib/errors';
import { configFilePath, readConfiguration } from './configuration';
import type { MonitoredTarget } from './monitored-target';

const POLL_MS = 2_000;

interface Watch {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly onTargets: (targets: readonly MonitoredTarget[]) => void;
  /** What is wrong with the file, in one line. The targets before stay. */
  readonly onFault: (line: string) => void;
}

/**
 * Follows the configuration file, so that databases come and go without a restart: says their targets whenever its
 * text has changed, appeared or gone. Reads it again and again, because a file that is not there yet cannot be
 * watched otherwise, and mounted volumes tell nothing of changes. Returns what ends it.
 */
export function watchTargets({ env, folder, onTargets, onFault }: Watch): () => void {
  const file = configFilePath(env.CHUNKWISE_CONFIG || undefined, folder);
  let known = textOf(file);
  const look = () => {
    const text = textOf(file);
    if (text === known) return;
    known = text;
    try {
      onTargets(readConfiguration(env, folder).targets);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      onFault([error.message, error.hint, 'The databases stay as they were.'].filter(Boolean).join(' '));
    }
  };
  const timer = setInterval(look, POLL_MS).unref();
  return () => clearInterval(timer);
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
