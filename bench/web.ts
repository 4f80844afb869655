import { type Browser, chromium } from '@playwright/test';
import type { Measure } from './measure';
import { median } from './median';
import { startProduct } from './product';

const PORT = 3197;
const API_RUNS = 60;

/** Screens with the budget of ui measurements: kilobytes of compressed JavaScript before and with lazily loaded charts. */
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
};

const CACHED = [
  '/api/databases',
  '/api/databases/demo-timescale/findings',
  '/api/databases/demo-timescale/hypertables',
  '/api/databases/demo-timescale/hypertables/public/sensor_metrics/chunks',
  '/api/databases/demo-timescale/compression',
  '/api/databases/demo-timescale/jobs',
];

/** The running product: what its screens load and how fast, what its cached answers take, what it keeps in memory. */
export async function measureWeb(executablePath: string | undefined): Promise<Measure[]> {
  const product = await startProduct(PORT);
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const screens: Measure[] = [];
    for (const [name, path] of Object.entries(SCREENS))
      screens.push(...(await measureScreen(browser, name, product.address + path)));
    const answers: Measure[] = [];
    for (const path of CACHED) answers.push(await measureAnswer(product.address, path));
    const memory = Object.entries(product.residentMegabytes()).map(
      ([what, megabytes]): Measure => ({
        name: `resident memory: ${what}`,
        value: megabytes,
        unit: 'MB',
        ...(what === 'web' && { budget: { atMost: 300 } }),
      }),
    );
    return [...screens, ...answers, ...memory];
  } finally {
    await browser.close();
    await product.stop();
  }
}

async function measureScreen(browser: Browser, name: string, url: string): Promise<Measure[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  const scripts = new Map<string, { initial: boolean }>();
  let initialBytes = 0;
  let allBytes = 0;
  session.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') scripts.set(requestId, { initial: true });
  });
  session.on('Network.requestWillBeSent', ({ requestId, initiator }) => {
    if (initiator.type === 'script') lazy.add(requestId);
  });
  const lazy = new Set<string>();
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!scripts.has(requestId)) return;
    allBytes += encodedDataLength;
    if (!lazy.has(requestId)) initialBytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    const seen = { lcpMs: 0, shift: 0, longestTaskMs: 0 };
    Object.assign(window, { chunkwiseVitals: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.lcpMs = entry.startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        seen.longestTaskMs = Math.max(seen.longestTaskMs, entry.duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(url, { waitUntil: 'networkidle' });
  await page.waitForTimeout(500);
  const vitals = await page.evaluate(
    () =>
      (window as unknown as { chunkwiseVitals: { lcpMs: number; shift: number; longestTaskMs: number } })
        .chunkwiseVitals,
  );
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await context.close();
  return [
    {
      name: `${name}: JavaScript before lazy parts`,
      value: initialBytes / 1_000,
      unit: 'kB',
      budget: { atMost: 230 },
    },
    { name: `${name}: JavaScript with charts`, value: allBytes / 1_000, unit: 'kB', budget: { atMost: 330 } },
    { name: `${name}: largest contentful paint`, value: vitals.lcpMs, unit: 'ms', budget: { atMost: 800 } },
    { name: `${name}: layout shift`, value: vitals.shift, unit: '', budget: { atMost: 0.02 } },
    { name: `${name}: longest task`, value: vitals.longestTaskMs, unit: 'ms', budget: { atMost: 150 } },
    { name: `${name}: elements`, value: nodes, unit: '', budget: { atMost: 3_000 } },
  ];
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
