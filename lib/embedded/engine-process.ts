import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@/lib/errors';
import type { Engine } from './engine';
import { lockFolder } from './lock-folder';
import { guardMemory } from './memory-guard';
import { openNative } from './native-engine';
import type { EngineReport, EngineRequest } from './spawn-engine';
import { openTimescale } from './timescale-engine';

/**
 * One engine as a process of its own: `tsx engine-process.ts <request as JSON>`. Says on standard output, as one
 * line of JSON, that it is ready or why it is not, and ends with its parent: when standard input ends.
 */
const request = JSON.parse(process.argv[2] ?? '{}') as EngineRequest;
/** The engine of a parent that was killed needs a moment to let go of the folder. */
const lockPatienceMs = 5_000;

const crashed = (error: unknown) => {
  process.stderr.write(`${request.kind} engine: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

try {
  if (request.memoryLimitBytes !== undefined) guardMemory(request.memoryLimitBytes);
  const release = request.dataDir
    ? await claim(request.dataDir, Date.now() + lockPatienceMs)
    : () => undefined;
  const engine = await open();
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    engine.stop().then(() => {
      release();
      process.exit(0);
    }, crashed);
  };
  process.on('SIGTERM', stop);
  process.stdin.on('end', stop).resume();
  report({ url: engine.url });
} catch (error) {
  report({
    failure:
      error instanceof AppError
        ? { code: error.code, message: error.message, hint: error.hint }
        : { code: 'engine-unavailable', message: String(error), hint: undefined },
  });
  process.exit(1);
}

function open(): Promise<Engine> {
  const { kind, dataDir, socketDir, settings } = request;
  if (kind === 'timescale')
    return openTimescale({ socketDir, ...(dataDir && { dataDir }), onCrash: crashed });
  if (!dataDir) throw new AppError('internal', 'The native engine needs a data folder');
  return openNative({ dataDir, socketDir, onCrash: crashed, major: 18, settings });
}

async function claim(folder: string, until: number): Promise<() => void> {
  for (;;) {
    try {
      return lockFolder(folder);
    } catch (error) {
      const isLocked = error instanceof AppError && error.code === 'data-folder-locked';
      if (!isLocked || Date.now() > until) throw error;
      await sleep(100);
    }
  }
}

function report(line: EngineReport): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
