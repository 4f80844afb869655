import type { Browser, CDPSession, Page } from '@playwright/test';
import type { Measure } from './measure';

/** Less than a window is high. */
const STEP_PX = 500;

interface Scripts {
  initialBytes: number;
  allBytes: number;
  styleBytes: number;
  fontBytes: number;
}

interface Vitals {
  readonly lcpMs: number;
  readonly shift: number;
  readonly longestTaskMs: number;
}

/** One screen in a browser that has nothing cached: what it loads, how it settles and how large it is. */
export async function measureScreenLoad(browser: Browser, name: string, url: string): Promise<Measure[]> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    const scripts = await countScripts(session);
    await page.addInitScript(observeVitals);
    await page.goto(url, { waitUntil: 'networkidle' });
    // What is loaded when the page is idle counts too.
    await page.waitForTimeout(1_000);
    const settled = {
      ...(await readVitals(page)),
      elements: await page.locator('*').count(),
      heapBytes: await heapBytes(session),
    };
    await scrollThrough(page);
    return measures(name, scripts, settled);
  } finally {
    await context.close();
  }
}

/** Charts further down come when they are near: a reader who sees all of a screen loads them too. */
async function scrollThrough(page: Page): Promise<void> {
  const heightPx = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < heightPx; y += STEP_PX) {
    await page.evaluate((to) => window.scrollTo(0, to), y);
    await page.waitForTimeout(100);
  }
  await page.waitForLoadState('networkidle');
}

interface Settled extends Vitals {
  readonly elements: number;
  readonly heapBytes: number;
}

/** What is still held after the garbage is gone. */
async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

function measures(name: string, scripts: Scripts, settled: Settled): Measure[] {
  const line = (what: string, value: number, unit: string, atMost: number): Measure => ({
    name: `${name}: ${what}`,
    value,
    unit,
    budget: { atMost },
  });
  return [
    line('JavaScript before lazy parts', scripts.initialBytes / 1_000, 'kB', 230),
    line('JavaScript with lazy parts', scripts.allBytes / 1_000, 'kB', 330),
    line('largest contentful paint', settled.lcpMs, 'ms', 800),
    line('layout shift', settled.shift, '', 0.02),
    line('longest task', settled.longestTaskMs, 'ms', 150),
    line('elements', settled.elements, '', 3_000),
    line('style sheets', scripts.styleBytes / 1_000, 'kB', 20),
    line('fonts', scripts.fontBytes / 1_000, 'kB', 80),
    line('JavaScript heap', settled.heapBytes / 1_000_000, 'MB', 120),
  ];
}

/** Compressed bytes of styles, fonts and all scripts, and of those that the document itself names: the others came when asked for. */
async function countScripts(session: CDPSession): Promise<Scripts> {
  const scripts: Scripts = { initialBytes: 0, allBytes: 0, styleBytes: 0, fontBytes: 0 };
  const isLazy = new Map<string, boolean>();
  const other = new Map<string, 'styleBytes' | 'fontBytes'>();
  session.on('Network.requestWillBeSent', ({ requestId, type, initiator }) => {
    if (type === 'Script') isLazy.set(requestId, initiator.type === 'script');
    if (type === 'Stylesheet') other.set(requestId, 'styleBytes');
    if (type === 'Font') other.set(requestId, 'fontBytes');
  });
  // Without the headers of the answers.
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    const kind = other.get(requestId);
    if (kind) scripts[kind] += encodedDataLength;
    const lazy = isLazy.get(requestId);
    if (lazy === undefined) return;
    scripts.allBytes += encodedDataLength;
    if (!lazy) scripts.initialBytes += encodedDataLength;
  });
  await session.send('Network.enable');
  return scripts;
}

/** Runs in the page before its scripts; names no function, because the compiler's helper for names is not there. */
function observeVitals(): void {
  const seen = { lcpMs: 0, shift: 0, longestTaskMs: 0 };
  Object.assign(window, { chunkwiseVitals: seen });
  for (const type of ['largest-contentful-paint', 'layout-shift', 'longtask'])
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (type === 'largest-contentful-paint') seen.lcpMs = entry.startTime;
        if (type === 'layout-shift') seen.shift += (entry as PerformanceEntry & { value: number }).value;
        if (type === 'longtask') seen.longestTaskMs = Math.max(seen.longestTaskMs, entry.duration);
      }
    }).observe({ type, buffered: true });
}

async function readVitals(page: Page): Promise<Vitals> {
  const vitals = await page.evaluate(
    () => (window as unknown as { chunkwiseVitals: Vitals }).chunkwiseVitals,
  );
  if (vitals.lcpMs === 0)
    throw new Error(`${page.url()}: the browser reported no paint; nothing was measured`);
  return vitals;
}
