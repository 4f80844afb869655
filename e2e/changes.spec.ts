import type { APIRequestContext } from '@playwright/test';
import { runOn } from './engine';
import { expect, test } from './test';

const DATABASE = '/api/databases/demo-postgres';
const ROLE = 'night_shift';

async function titles(request: APIRequestContext, about: 'settings' | 'security'): Promise<string[]> {
  const response = await request.get(`${DATABASE}/changes?about=${about}&days=1`);
  expect(response.status(), await response.text()).toBe(200);
  const { changes } = (await response.json()) as { changes: { title: string }[] };
  return changes.map(({ title }) => title);
}

test('what a server is told and who may do what is followed, and told where it belongs', async ({
  page,
  request,
  baseURL,
}) => {
  const headers = { Origin: baseURL ?? '' };
  const look = async () => expect((await request.post(`${DATABASE}/snapshot`, { headers })).ok()).toBe(true);
  const databases: { id: string; demo: { psql: string } }[] = await (
    await request.get('/api/databases')
  ).json();
  const psql = databases.find(({ id }) => id === 'demo-postgres')?.demo.psql ?? '';

  await look();
  await runOn(psql, [`CREATE ROLE ${ROLE} LOGIN`, `ALTER ROLE ${ROLE} SET work_mem = '64MB'`]);
  try {
    await look();
    await expect.poll(() => titles(request, 'security')).toContain(`Role ${ROLE} gained: sign-in`);
    await page.goto('/d/demo-postgres/security');
    const changes = page.getByRole('region', { name: 'Changes', exact: true });
    await expect(changes.getByText(`Role ${ROLE} gained: sign-in`)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Score of security' })).toBeVisible();

    await page.goto('/d/demo-postgres/settings-advice');
    await expect(changes.getByText(`work_mem of role ${ROLE} became 64MB, was not set`)).toBeVisible();
    await expect(changes.getByText('gained: sign-in')).toHaveCount(0);
  } finally {
    await runOn(psql, [`DROP ROLE ${ROLE}`]);
  }
  await look();
  await expect.poll(() => titles(request, 'security')).toContain(`Role ${ROLE} lost: sign-in`);
  expect(await titles(request, 'settings')).toContain(
    `work_mem of role ${ROLE} is not set any more, was 64MB`,
  );
});
