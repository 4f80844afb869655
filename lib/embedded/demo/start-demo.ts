import { join } from 'node:path';
import { AppError } from '@/lib/errors';
import { lockFolder } from '../lock-folder';
import { startPostgresDemo } from './postgres/start';
import { startTimescaleDemo } from './timescale/start';

/** What the dashboard needs to know of a demo database. */
export interface DemoDatabase {
  id: string;
  name: string;
  url: string;
  /** The command that opens it, for trying out what a card advises. */
  psql: string;
  /** A demo models a large database at a small scale: rules multiply their thresholds in bytes by it. */
  byteThresholdRatio?: number;
  memoryBytes?: number;
}

export interface RunningDemo {
  database: DemoDatabase;
  stop(): Promise<void>;
}

interface DemoOptions {
  dataDir: string;
  onProgress: (line: string) => void;
}

/** Starts the two demo databases, made first if they are not there, with their load and their jobs. */
export async function startDemo({ dataDir, onProgress }: DemoOptions): Promise<{
  databases: DemoDatabase[];
  stop(): Promise<void>;
}> {
  const release = lockFolder(dataDir);
  const results = await Promise.allSettled([
    startTimescaleDemo(join(dataDir, 'timescale'), onProgress).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'engine-unavailable') throw error;
      onProgress(
        `${[error.message, error.hint].filter(Boolean).join('. ')}: the demo runs without TimescaleDB`,
      );
      return undefined;
    }),
    startPostgresDemo(join(dataDir, 'postgres'), onProgress),
  ]);
  const demos = results.flatMap((result) =>
    result.status === 'fulfilled' && result.value ? [result.value] : [],
  );
  const stop = async () => {
    await Promise.all(demos.map((demo) => demo.stop()));
    release();
  };
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { databases: demos.map(({ database }) => database), stop };
}
