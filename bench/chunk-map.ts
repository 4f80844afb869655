import { type CDPSession, chromium, type Page } from '@playwright/test';
import type { Measure } from './measure';
import { median } from './median';
import { startProduct } from './product';
import { syntheticChunks } from './synthetic-chunks';

const PORT = 3196;
const CHUNKS = 50_000;
const FRAMES = 60;
const SCREEN = '/d/demo-timescale/hypertables/public/sensor_metrics';
const MAP = 'canvas[role="img"]';

/**
 * The Hypertable screen of the running product with 50,000 chunks put into its chunks answer. All figures are
 * milliseconds of the renderer's main thread (not of the wall), as the DevTools protocol counts them: they hold on
 * a busy machine too. Without an address the product is started on a folder of its own.
 */
export async function measureChunkMap(
  executablePath: string | undefined,
  address?: string,
): Promise<Measure[]> {
  const product = address === undefined ? await startProduct(PORT) : null;
  const browser = await chromium.launch({
    ...(executablePath && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const firstDraw = await measureFirstDraw(page, `${product?.address ?? address}${SCREEN}`);
    const clock = await mainThread(page);
    await page.locator(MAP).locator('..').focus();
    const zoom = await measureFrames(page, clock, (i) => page.keyboard.press(i % 20 < 10 ? '+' : '-'));
    for (let step = 0; step < 4; step++) await page.keyboard.press('+');
    const pan = await measureFrames(page, clock, (i) =>
      page.keyboard.press(i % 20 < 10 ? 'ArrowLeft' : 'ArrowRight'),
    );
    const box = await page.locator(MAP).boundingBox();
    const hover = await measureFrames(page, clock, (i) =>
      page.mouse.move((box?.x ?? 0) + 120 + i * 8, (box?.y ?? 0) + 120),
    );
    return [
      ...firstDraw,
      ...frameMeasures('zoom', zoom),
      ...frameMeasures('pan', pan),
      ...frameMeasures('hover', hover),
    ];
  } finally {
    await browser.close();
    await product?.stop();
  }
}

/** From the arrival of the chunks to the drawn map: parsing, packing, rendering, drawing. */
async function measureFirstDraw(page: Page, url: string): Promise<Measure[]> {
  const body = JSON.stringify(syntheticChunks('demo-timescale', CHUNKS, Date.now()));
  await page.addInitScript(answerInPage, body);
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  await page.getByRole('tab', { name: 'Policies' }).waitFor();
  await page.waitForTimeout(2_000);
  const clock = await mainThread(page);
  const before = await clock();
  await page.evaluate(releaseChunks);
  const after = await clock();
  return [
    {
      name: `chunk map, ${CHUNKS} chunks: first draw, scripting`,
      value: after.scriptMs - before.scriptMs,
      unit: 'ms',
      budget: { atMost: 200 },
      note: 'from the answer to the drawn map, parsing included',
    },
    {
      name: 'chunk map: first draw, all of the main thread',
      value: after.taskMs - before.taskMs,
      unit: 'ms',
    },
  ];
}

async function measureFrames(
  page: Page,
  clock: () => Promise<Tick>,
  act: (frame: number) => Promise<void>,
): Promise<number[]> {
  const idle = await idleFrameMs(page, clock);
  const times: number[] = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    const before = await clock();
    await act(frame);
    await page.evaluate(nextFrame);
    times.push(Math.max(0, (await clock()).taskMs - before.taskMs - idle));
  }
  return times;
}

/** What waiting for a frame and asking for the clock cost by themselves: taken off every frame. */
async function idleFrameMs(page: Page, clock: () => Promise<Tick>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 20; i++) {
    const before = await clock();
    await page.evaluate(nextFrame);
    times.push((await clock()).taskMs - before.taskMs);
  }
  return median(times);
}

function frameMeasures(what: string, times: readonly number[]): Measure[] {
  const sorted = [...times].sort((a, b) => a - b);
  return [
    {
      name: `chunk map: ${what}, a frame (median)`,
      value: median(sorted),
      unit: 'ms',
      budget: { atMost: 16 },
    },
    {
      name: `chunk map: ${what}, a frame (95th percentile)`,
      value: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
      unit: 'ms',
    },
  ];
}

interface Tick {
  readonly taskMs: number;
  readonly scriptMs: number;
}

async function mainThread(page: Page): Promise<() => Promise<Tick>> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const seconds = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? 0;
    return { taskMs: seconds('TaskDuration') * 1_000, scriptMs: seconds('ScriptDuration') * 1_000 };
  };
}

/** Runs in the page: resolves when what was asked for before has been drawn. */
function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

/** Runs in the page before its scripts: holds the chunks back until they are asked for, without a network in between. */
function answerInPage(body: string): void {
  const network = window.fetch;
  const released = new Promise<void>((resolve) => {
    Object.assign(window, { releaseChunks: resolve });
  });
  window.fetch = async (input, init) => {
    if (!String(input).endsWith('/sensor_metrics/chunks')) return network(input, init);
    await released;
    return new Response(body, { headers: { 'content-type': 'application/json' } });
  };
}

/** Runs in the page: resolves in the first frame after the map was drawn. */
function releaseChunks(): Promise<void> {
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const map = document.querySelector<HTMLCanvasElement>('canvas[role="img"]');
      if (!map?.width) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve());
    });
    observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    (window as unknown as { releaseChunks: () => void }).releaseChunks();
  });
}
