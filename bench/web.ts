import { chromium } from '@playwright/test';
import type { Measure } from './measure';
import { median } from './median';
import { startProduct } from './product';
import { measureScreenLoad } from './screen-load';
import { startThreeDatabases } from './three-databases';

const PORT = 3197;
const API_RUNS = 60;

const SCREENS = {
  fleet: '/',
  overview: '/d/demo-timescale',
  advice: '/d/demo-timescale/advice',
  hypertables: '/d/demo-timescale/hypertables',
  hypertable: '/d/demo-timescale/hypertables/public/sensor_metrics',
  compression: '/d/demo-timescale/compression',
  'continuous aggregates': '/d/demo-timescale/continuous-aggregates',
  jobs: '/d/demo-timescale/jobs',
  settings: '/d/demo-timescale/settings',
  queries: '/d/demo-postgres/queries',
  plan: '/d/demo-postgres/plan',
  indexes: '/d/demo-postgres/indexes',
  tables: '/d/demo-postgres/tables',
  activity: '/d/demo-postgres/activity',
  replication: '/d/demo-postgres/replication',
  security: '/d/demo-postgres/security',
  'settings advice': '/d/demo-postgres/settings-advice',
  report: '/d/demo-postgres/report',
};

const CACHED = [
  '/api/databases',
  '/api/databases/demo-timescale/overview',
  '/api/databases/demo-timescale/findings',
  '/api/databases/demo-timescale/hypertables',
  '/api/databases/demo-timescale/hypertables/public/sensor_metrics',
  '/api/databases/demo-timescale/hypertables/public/sensor_metrics/chunks',
  '/api/databases/demo-timescale/compression',
  '/api/databases/demo-timescale/continuous-aggregates',
  '/api/databases/demo-timescale/jobs',
  '/api/databases/demo-postgres/queries',
  '/api/databases/demo-postgres/indexes',
  '/api/databases/demo-postgres/tables',
  '/api/databases/chunked/hypertables/public/readings_0/chunks',
  '/api/databases/chunked/findings',
];

/** The running product with three databases: what its screens load and how fast, its cached answers, its memory. */
export async function measureWeb(executablePath: string | undefined): Promise<Measure[]> {
  const databases = await startThreeDatabases();
  const product = await startProduct(PORT, { CHUNKWISE_CONFIG: databases.configFile });
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const screens: Measure[] = [];
    for (const [name, path] of Object.entries(SCREENS))
      screens.push(...(await measureScreenLoad(browser, name, product.address + path)));
    const answers: Measure[] = [];
    for (const path of CACHED) answers.push(await measureAnswer(product.address, path));
    return [...screens, ...answers, ...memoryMeasures(product.residentMegabytes())];
  } finally {
    await browser.close();
    await product.stop();
    await databases.stop();
  }
}

async function measureAnswer(address: string, path: string): Promise<Measure> {
  const times: number[] = [];
  for (let run = 0; run < API_RUNS; run++) {
    const startedAt = performance.now();
    const response = await fetch(address + path);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    times.push(performance.now() - startedAt);
  }
  return { name: `cached answer ${path}`, value: median(times), unit: 'ms', budget: { atMost: 20 } };
}

function memoryMeasures(megabytesOf: Readonly<Record<string, number>>): Measure[] {
  return Object.entries(megabytesOf).map(([what, megabytes]) => ({
    name: `resident memory: ${what}`,
    value: megabytes,
    unit: 'MB',
    ...(what === 'web' && { budget: { atMost: 300 } }),
  }));
}
