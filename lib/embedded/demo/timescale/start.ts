import { startJobRunner } from '../../job-runner';
import { startSeeded } from '../seeded-engine';
import type { RunningDemo } from '../start-demo';
import { startIngest } from './ingest';
import { seedTimescale } from './seed';

const version = '2';
/** The demo models a database a thousand times its size. */
export const byteThresholdRatio = 0.001;

export async function startTimescaleDemo(
  dataDir: string,
  onProgress: (line: string) => void,
): Promise<RunningDemo> {
  const engine = await startSeeded({
    kind: 'timescale',
    dataDir,
    version,
    seed: (client, url) => seedTimescale(client, url, new Date(), onProgress),
  });
  const ingest = await startIngest(engine.url);
  const jobs = startJobRunner(engine.url);
  return {
    database: {
      id: 'demo-timescale',
      name: 'Demo: sensors and trades',
      url: engine.url,
      psql: `psql -h ${engine.socketDir} -U postgres postgres`,
      byteThresholdRatio,
    },
    async stop() {
      await Promise.all([ingest.stop(), jobs.stop()]);
      await engine.stop();
    },
  };
}
