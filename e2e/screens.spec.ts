import { axeOn } from './axe';
import { expect, test } from './test';

const SCREENS = {
  Fleet: '/',
  Overview: '/d/demo-timescale',
  Advice: '/d/demo-timescale/advice',
  Hypertables: '/d/demo-timescale/hypertables',
  Hypertable: '/d/demo-timescale/hypertables/public/sensor_metrics',
  Compression: '/d/demo-timescale/compression',
  'Continuous aggregates': '/d/demo-timescale/continuous-aggregates',
  Indexes: '/d/demo-postgres/indexes',
  Jobs: '/d/demo-timescale/jobs',
  Queries: '/d/demo-postgres/queries',
  'Queries without statistics': '/d/demo-timescale/queries',
  'Settings advice': '/d/demo-postgres/settings-advice?memory=16&cores=8&setting=work_mem',
  'Settings advice without settings': '/d/demo-timescale/settings-advice',
  Plan: '/d/demo-postgres/plan',
  Activity: '/d/demo-postgres/activity',
  'Activity without statistics': '/d/demo-timescale/activity',
  Replication: '/d/demo-postgres/replication',
  'Replication of an engine without any': '/d/demo-timescale/replication',
  Security: '/d/demo-postgres/security',
  Report: '/d/demo-postgres/report',
  Settings: '/d/demo-timescale/settings',
  Tables: '/d/demo-postgres/tables?table=public.stock_levels',
  'Tables with hypertables': '/d/demo-timescale/tables',
  'Overview without TimescaleDB': '/d/demo-postgres',
  'Hypertables without TimescaleDB': '/d/demo-postgres/hypertables',
};

const REDRAW_MS = 500;
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** Dark differs from light in nothing but colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];
/** `SCREENSHOTS=1` keeps a picture of every look beside the results, for people: no test compares them. */
const KEEPS_PICTURES = process.env.SCREENSHOTS === '1';

const LOOKS = [
  { look: 'light', colorScheme: 'light', size: { width: 1440, height: 900 } },
  { look: 'dark', colorScheme: 'dark', size: { width: 1440, height: 900 } },
  { look: 'narrow', colorScheme: 'light', size: { width: 390, height: 844 } },
] as const;

for (const [name, path] of Object.entries(SCREENS)) {
  test(`${name} is accessible and fits, light, dark and narrow`, async ({ page }, info) => {
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await page.waitForLoadState('networkidle');
    for (const { look, colorScheme, size } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      await page.setViewportSize(size);
      // What measures itself draws anew.
      await page.waitForTimeout(REDRAW_MS);
      const axe = await axeOn(page);
      const { violations } = await (look === 'dark'
        ? axe.withRules(COLOUR_RULES)
        : axe.withTags(STANDARDS)
      ).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        look,
      ).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `sideways scroll, ${look}`).toBeLessThanOrEqual(0);
      if (KEEPS_PICTURES)
        await page.screenshot({ path: info.outputPath(`${name}-${look}.png`), fullPage: true });
    }
  });
}
