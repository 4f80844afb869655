import { axeOn } from './axe';
import { expect, test } from './test';

test('the lab measures a hypertable on a sample, says what it read, and remembers', async ({ page }) => {
  test.setTimeout(150_000);
  await page.goto('/d/demo-timescale/compression');
  const lab = page.getByRole('region', { name: 'Lab', exact: true });
  await lab.getByRole('combobox', { name: 'Hypertable' }).selectOption('public.trades');
  await expect(page).toHaveURL(/[?&]lab=public\.trades/);

  const measure = lab.getByRole('button', { name: /^Measure/ });
  await measure.click();
  await expect(lab.getByRole('status')).toContainText('…');
  await lab.getByRole('button', { name: 'Cancel' }).click();
  await measure.click();
  const candidates = lab.getByRole('table', { name: 'Candidates, the smallest first' });
  await expect(candidates).toBeVisible({ timeout: 60_000 });

  // Its segmentby is a column that is unique: nothing is worse.
  await expect(candidates.getByRole('row').last()).toContainText('trade_id');
  await expect(candidates.getByText('✓ best')).toBeVisible();
  await expect(lab.getByRole('region', { name: 'Where its bytes go' })).toContainText('price');
  await expect(lab.getByRole('region', { name: /^Do this/ })).toContainText('timescaledb.segmentby');
  await expect(lab.getByRole('region', { name: 'What was sampled' })).toContainText('rows');
  const { violations } = await (await axeOn(page))
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations).toEqual([]);

  await page.reload();
  await expect(candidates).toBeVisible({ timeout: 20_000 });
});
