import { startSeeded } from '../seeded-engine';
import type { RunningDemo } from '../start-demo';
import { startShopLoad } from './load';
import { seedShop } from './seed';

const version = '1';

export async function startPostgresDemo(
  dataDir: string,
  onProgress: (line: string) => void,
): Promise<RunningDemo> {
  const engine = await startSeeded({
    kind: 'postgres',
    dataDir,
    version,
    settings: {
      shared_preload_libraries: 'pg_stat_statements',
      track_io_timing: 'on',
      log_lock_waits: 'on',
      // Longer than the demo's forgotten transaction, which is there to be seen.
      idle_in_transaction_session_timeout: '30min',
      shared_buffers: '64MB',
    },
    seed: (client) => seedShop(client, onProgress),
  });
  const load = startShopLoad(engine.url);
  return {
    database: {
      id: 'demo-postgres',
      name: 'Demo: shop',
      url: engine.url,
      psql: `psql -h ${engine.socketDir} -U postgres postgres`,
      byteThresholdRatio: 0.001,
    },
    async stop() {
      await load.stop();
      await engine.stop();
    },
  };
}
