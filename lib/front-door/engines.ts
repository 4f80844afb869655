import path from 'node:path';
import type { Configuration } from '@/lib/config/configuration';
import { startDemo } from '@/lib/embedded/demo/start-demo';
import { type SupervisedEngine, superviseEngine } from '@/lib/embedded/supervise';
import { AppError } from '@/lib/errors';

type DemoDatabase = Awaited<ReturnType<typeof startDemo>>['databases'][number];

export interface Engines {
  /** Null when history runs on a server of the user's own. */
  readonly historyUrl: string | null;
  readonly demo: readonly DemoDatabase[];
  stop(): Promise<void>;
}

/** Starts the embedded engines that this configuration needs: history unless it has its own server, the demo unless a database is configured. */
export async function startEngines(
  configuration: Configuration,
  say: (line: string) => void,
): Promise<Engines> {
  const history = configuration.historyUrl === null ? await startHistory(configuration.dataDir, say) : null;
  const needsDemo = configuration.targets.length === 0;
  const demo = needsDemo
    ? await startDemo({ dataDir: path.join(configuration.dataDir, 'demo'), onProgress: say })
    : null;
  return {
    historyUrl: history?.url ?? null,
    demo: demo?.databases ?? [],
    async stop() {
      await Promise.all([demo?.stop(), history?.stop()]);
    },
  };
}

/** On TimescaleDB where its package is installed, else on plain PostgreSQL: the same schema without its policies. */
async function startHistory(dataDir: string, say: (line: string) => void): Promise<SupervisedEngine> {
  say('Starting the embedded history …');
  try {
    return await superviseEngine({ kind: 'timescale', dataDir: path.join(dataDir, 'history') });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'engine-unavailable') throw error;
    say(`${error.message}: history is kept in plain PostgreSQL.`);
    return superviseEngine({ kind: 'postgres', dataDir: path.join(dataDir, 'history-postgres') });
  }
}
