import type { APIRequestContext, Page } from '@playwright/test';
import { runOn } from './engine';
import { expect, test } from './test';

const DATABASE = '/api/databases/demo-timescale';
const RULE = 'columnstore/policy-missing';

interface WireFinding {
  key: string;
  rule: string;
  title: string;
  state: string;
  advice: { steps: unknown[]; undo: { sql: string }[] };
}

async function answer<Body>(request: APIRequestContext, path: string): Promise<Body> {
  const response = await request.get(path);
  expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
  return response.json();
}

/** Two snapshots in a row: what is absent in both is fixed. */
async function lookTwice(request: APIRequestContext, baseURL: string): Promise<void> {
  for (let look = 0; look < 2; look++) {
    const response = await request.post(`${DATABASE}/snapshot`, { headers: { Origin: baseURL } });
    expect(response.ok(), await response.text()).toBe(true);
  }
}

/** The rule's finding, as soon as the demo has been judged: these tests are the first that ask for it. */
async function firstOf(request: APIRequestContext, rule: string): Promise<WireFinding> {
  let found: WireFinding | undefined;
  await expect(async () => {
    const { findings } = await answer<{ findings: WireFinding[] }>(request, `${DATABASE}/findings`);
    found = findings.find((finding) => finding.rule === rule);
    expect(found, `the demo has no finding of ${rule}`).toBeDefined();
  }).toPass({ timeout: 90_000 });
  return found as WireFinding;
}

async function copied(page: Page, name: RegExp): Promise<string> {
  await page.getByRole('button', { name }).first().click();
  await expect(page.getByText('Copied').first()).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

test('the SQL of a card, copied and run, makes its finding go; its undo brings it back', async ({
  page,
  request,
  baseURL,
  context,
}) => {
  test.setTimeout(180_000);
  const origin = baseURL ?? '';
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  const databases = await answer<{ id: string; demo: { psql: string } }[]>(request, '/api/databases');
  const psql = databases.find(({ id }) => id === 'demo-timescale')?.demo.psql ?? '';
  const planted = await firstOf(request, RULE);

  await page.goto(`/d/demo-timescale/advice?finding=${encodeURIComponent(planted.key)}`);
  await expect(page.getByRole('heading', { name: planted.title })).toBeVisible();
  const steps = await copied(page, /^Copy “(SQL|Step 1)/);
  expect(steps).toContain('columnstore_policy');
  const undo = await copied(page, /^Copy “Undo/);

  await runOn(psql, [steps]);
  await lookTwice(request, origin);
  const after = await answer<{ findings: WireFinding[]; fixed: WireFinding[] }>(
    request,
    `${DATABASE}/findings`,
  );
  expect(after.findings.map(({ key }) => key)).not.toContain(planted.key);
  expect(after.fixed.map(({ key }) => key)).toContain(planted.key);
  await page.reload();
  await expect(page.getByRole('article').getByText('Fixed', { exact: true }).first()).toBeVisible();
  // The demo has not been watched for the hour that a mean is made of, and that is said.
  await expect(page.getByRole('region', { name: 'Measured effect' })).toContainText(/Not (yet|known)/);
  await expect(page.getByText('nobody had marked it as applied')).toBeVisible();

  await runOn(psql, [undo]);
  await lookTwice(request, origin);
  const back = await answer<{ findings: WireFinding[] }>(request, `${DATABASE}/findings`);
  expect(back.findings.find(({ key }) => key === planted.key)?.state).toBe('regressed');
});

test('a finding is dismissed with a reason and opened again', async ({ page }) => {
  await page.goto('/d/demo-timescale/advice');
  const title = await page.locator('#finding-title').innerText();
  await page.getByRole('button', { name: 'Dismiss…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio').nth(1).check();
  await dialog.getByLabel('Comment').fill('known, planned for spring');
  await dialog.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('tab', { name: /Dismissed/ }).click();
  await expect(page.locator('#finding-title')).toHaveText(title);
  await expect(page.getByText('“known, planned for spring”').first()).toBeVisible();
  await page.getByRole('button', { name: 'Open again' }).click();
  await page.getByRole('tab', { name: /^Open/ }).click();
  await expect(page.getByRole('link', { name: title }).or(page.getByText(title)).first()).toBeVisible();
});
