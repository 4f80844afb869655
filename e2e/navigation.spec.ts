import type { Page } from '@playwright/test';
import { expect, test } from './test';

const OVERVIEW = '/d/demo-timescale';

/** The score comes by the script of the page: from then on keys are heard. */
async function openOverview(page: Page): Promise<void> {
  await page.goto(OVERVIEW);
  await expect(page.getByRole('heading', { name: 'Score', exact: true, level: 2 })).toBeVisible();
}

test('the palette goes to a hypertable by a few letters', async ({ page }) => {
  await openOverview(page);
  await page.keyboard.press('ControlOrMeta+k');
  const search = page.getByRole('combobox', { name: 'Search' });
  await search.fill('sensor_metrics');
  await expect(page.getByRole('option', { name: /sensor_metrics/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/hypertables\/public\/sensor_metrics/);
});

test('g and a letter goes to a screen, ? lists the keys', async ({ page }) => {
  await openOverview(page);
  for (const [letter, path] of [
    ['h', '/hypertables'],
    ['c', '/compression'],
    ['j', '/jobs'],
    ['o', ''],
  ]) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter ?? '');
    await expect(page).toHaveURL(new RegExp(`${OVERVIEW}${path}$`));
  }
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('the theme that was chosen stays', async ({ page }) => {
  await openOverview(page);
  await page.getByRole('button', { name: 'Use the dark theme' }).click();
  await page.reload();
  await expect(page.getByRole('button', { name: 'Use the light theme' })).toBeVisible();
});

test('a filter of the hypertables is part of the address', async ({ page }) => {
  await page.goto(`${OVERVIEW}/hypertables`);
  await expect(page.getByRole('link', { name: /^public\.trades/ }).first()).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.type('sensor');
  await expect(page).toHaveURL(/sensor/);
  await page.reload();
  await expect(page.getByRole('link', { name: /sensor_metrics/ }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: /^public\.trades/ })).toHaveCount(0);
});

test.describe('what is not there', () => {
  test.use({ allowedNoise: /status of 404/ });

  test('says so and leads on', async ({ page }) => {
    await page.goto('/no/such/page');
    await expect(page.getByText('There is no page at this address.')).toBeVisible();
    const hostile = encodeURIComponent('"; DROP TABLE x; --<img src=x onerror=alert(1)>');
    for (const path of ['/d/no-such-database', `${OVERVIEW}/hypertables/public/${hostile}`]) {
      await page.goto(path);
      await expect(
        page.getByText(/no (database|hypertable|such)|not (found|monitored)/i).first(),
      ).toBeVisible();
    }
  });
});
