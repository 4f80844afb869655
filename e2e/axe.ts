import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/**
 * Axe runs in the page that it looks at. Its other mode puts what it finds in several frames together in a page of its
 * own, which takes longer than looking; ours have one frame.
 */
export async function axeOn(page: Page): Promise<AxeBuilder> {
  expect(page.frames(), 'frames').toHaveLength(1);
  // Half a megabyte of source is not read again where it was read for the look before.
  const isThere = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: 'void 0' }) });
  return axe.options({ resultTypes: ['violations'] }).setLegacyMode(true);
}
