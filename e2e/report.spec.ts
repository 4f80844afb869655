import { expect, test } from './test';

/** A4 at 96 points an inch, less the margins of the style sheet. */
const PAPER = { width: 688, height: 1002 };

test('a report has overview and advice, as Markdown and on A4', async ({ page, request }) => {
  await page.goto('/d/demo-postgres');
  await page.getByRole('link', { name: 'Report' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Report: / })).toBeVisible();
  for (const name of ['Health', 'Advice', 'Not known'])
    await expect(page.getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
  const findings = await page.getByRole('article').count();
  expect(findings).toBeGreaterThan(0);

  const href = await page.getByRole('link', { name: 'Markdown' }).getAttribute('href');
  const answer = await request.get(href ?? '');
  expect(answer.headers()['content-type']).toContain('text/markdown');
  const markdown = await answer.text();
  expect(markdown.match(/^## (Health|Now|Advice|Not known)/gm)).toHaveLength(4);
  expect(markdown.match(/^### /gm)?.length).toBeGreaterThanOrEqual(findings - 1);
  expect(markdown).toContain('**Undo**');

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize(PAPER);
  await expect(page.getByRole('navigation').first()).toBeHidden();
  await expect(page.getByRole('button', { name: 'Print' })).toBeHidden();
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, 'cut off at the edge of the paper').toBeLessThanOrEqual(0);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const text = pdf.toString('latin1');
  // 210 × 297 mm in points.
  expect(text).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  expect(text.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
});
