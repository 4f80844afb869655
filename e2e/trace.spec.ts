import { expect, test } from './test';

const SCREEN = '/d/demo-postgres/replication';

test('a number shows where it comes from when the pointer rests on it, and at a click', async ({ page }) => {
  await page.goto(SCREEN);
  const number = page.getByRole('button', { name: /where it comes from/ }).first();
  await number.hover();
  await expect(page.getByRole('dialog')).toContainText('Source');
  await page.mouse.move(0, 0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await number.click();
  await expect(page.getByRole('dialog')).toContainText('Source');
});

test('the keyboard reaches it and keeps its place', async ({ page }) => {
  await page.goto(SCREEN);
  const number = page.getByRole('button', { name: /where it comes from/ }).first();
  await expect(number).toBeVisible();
  const before = page.getByRole('main').locator('a, button').first();
  await before.focus();
  while (!(await number.evaluate((button) => button === document.activeElement)))
    await page.keyboard.press('Tab');
  await expect(number).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('Source');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(number).toBeFocused();
});

test.describe('on a phone', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test('one tap is enough', async ({ page }) => {
    await page.goto(SCREEN);
    await page
      .getByRole('button', { name: /where it comes from/ })
      .first()
      .tap();
    await expect(page.getByRole('dialog')).toContainText('Source');
  });
});
