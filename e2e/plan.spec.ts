import { readFileSync } from 'node:fs';
import { expect, test } from './test';

const recorded = (name: string) =>
  readFileSync(new URL(`../lib/plans/query/testing/plans/${name}.json`, import.meta.url), 'utf8');

test('a plan that is pasted is read, judged and shown as a tree and a table', async ({ page }) => {
  await page.goto('/d/demo-timescale/plan');
  const field = page.getByLabel('Plan or statement');
  await field.fill(recorded('ts2.28.3_agg_all'));
  await page.getByRole('button', { name: 'Read plan' }).click();
  const tree = page.getByRole('tree', { name: 'Nodes of the plan' });
  await expect(tree.getByRole('treeitem')).toHaveCount(7);
  const chunks = tree.getByRole('treeitem', { name: /VectorAgg/ });
  await expect(chunks).toHaveAttribute('aria-expanded', 'false');

  // By keyboard: down to the folded chunks, open them, choose one.
  await tree.focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'Enter'])
    await page.keyboard.press(key);
  await expect(chunks.first()).toHaveAttribute('aria-expanded', 'true');
  await expect(page.getByRole('region', { name: /^Node: VectorAgg/ })).toBeVisible();
  await expect(page).toHaveURL(/node=\d+/);

  await page.getByRole('button', { name: 'Table' }).click();
  await expect(page.getByRole('table', { name: 'Nodes of the plan' }).getByRole('row').nth(1)).toContainText(
    '%',
  );

  await field.fill(recorded('pg13_hsub'));
  await page.getByRole('button', { name: 'Read plan' }).click();
  const found = page.getByText('Index Scan on t using t_pkey uses NOT IN with a subquery');
  await found.first().click();
  await expect(page.getByText('write NOT EXISTS').first()).toBeVisible();
});

test('a statement is explained on its database, and run only when it does nothing but read', async ({
  page,
}) => {
  await page.goto('/d/demo-postgres/plan');
  const field = page.getByLabel('Plan or statement');
  await field.fill('SELECT customer_id, count(*) FROM orders WHERE customer_id = $1 GROUP BY 1');
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByText('Planned for any value of its parameters, not run.')).toBeVisible();
  await page.getByLabel('$1').fill('7');
  await page.getByLabel('Run it (ANALYZE)').check();
  await page.getByRole('button', { name: 'Explain' }).click();
  await expect(page.getByText('Run once, read-only, and rolled back.')).toBeVisible();
  await page.getByRole('button', { name: 'Raw' }).click();
  await expect(page.getByText('"Actual Rows"').first()).toBeVisible();
});

test.describe(() => {
  test.use({ allowedNoise: /status of 400/ });

  test('what is refused is told with its reason', async ({ page }) => {
    await page.goto('/d/demo-postgres/plan');
    await page.getByLabel('Plan or statement').fill('DELETE FROM orders');
    await page.getByLabel('Run it (ANALYZE)').check();
    await page.getByRole('button', { name: 'Explain' }).click();
    await expect(page.getByText('It is not run: DELETE would change rows')).toBeVisible();
  });
});

test('a link from Queries explains that statement', async ({ page }) => {
  // Of what the demo runs every second; the first round of statements may have been before it began.
  await page.goto('/d/demo-postgres/queries');
  await page
    .getByLabel('Filter statements by text or role')
    .fill('placed_at desc limit', { timeout: 90_000 });
  await page.getByRole('table').getByRole('link').first().click({ timeout: 90_000 });
  await page.getByRole('main').getByRole('link', { name: 'Plan', exact: true }).click();
  await expect(page).toHaveURL(/\/plan\?query=/);
  await expect(page.getByRole('tree', { name: 'Nodes of the plan' })).toBeVisible();
});
