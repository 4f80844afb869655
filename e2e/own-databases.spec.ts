import { demoPort, startProduct } from './product';
import { expect, test } from './test';

const port = demoPort - 1;
const address = `http://127.0.0.1:${port}`;
const password = 'correct horse battery';
let product: Awaited<ReturnType<typeof startProduct>>;

/** A second product that others could reach: its own databases, one of them away, behind a password. */
test.beforeAll(async ({ request }) => {
  test.setTimeout(120_000);
  const demos: { id: string; demo: { psql: string } }[] = await (
    await request.get(`http://127.0.0.1:${demoPort}/api/databases`)
  ).json();
  const socketDir = demos.find(({ id }) => id === 'demo-postgres')?.demo.psql.match(/-h (\S+)/)?.[1] ?? '';
  const shop = `postgres://postgres:hunter2@localhost/postgres?host=${encodeURIComponent(socketDir)}`;
  const databases = [
    { id: 'shop', name: 'Shop', url: shop },
    { id: 'away', name: 'Away', urlEnv: 'AWAY_URL' },
  ];
  product = await startProduct(databases, port, {
    HOST: '0.0.0.0',
    CHUNKWISE_PASSWORD: password,
    AWAY_URL: 'postgres://monitor:hunter2@127.0.0.1:1/metrics',
  });
});

test.afterAll(() => product?.stop());

test.use({ baseURL: address, allowedNoise: /status of 401/ });

test('asks for the password, refuses a wrong one, then shows every database', async ({ page }) => {
  await page.goto('/d/shop/advice');
  await expect(page).toHaveURL(/\/sign-in\?to=/);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /password/i })).toBeVisible();
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/d\/shop\/advice/);

  await page.goto('/');
  await expect(page.getByRole('link', { name: 'Shop' })).toBeVisible();
  await expect(page.getByText('Nothing accepts connections at 127.0.0.1:1')).toBeVisible();
  expect(await page.content()).not.toMatch(/hunter2|postgres:\/\//);
});

test('answers nothing but health without a sign-in', async ({ request }) => {
  expect((await request.get('/api/health')).status()).toBe(200);
  for (const path of ['/api/databases', '/api/databases/shop/snapshot', '/metrics', '/api/openapi.json']) {
    const response = await request.get(path);
    expect(response.status(), path).toBe(401);
    expect(await response.text(), path).not.toContain('hunter2');
    expect((await request.put(path)).status(), `PUT ${path}`).toBe(401);
  }
  expect((await request.put('/api/health')).status()).toBe(405);
});

test('shows its icon before the sign-in, also where a browser asks by the old name', async ({ request }) => {
  // Chromium asks for it while a screen is changed and the links in the page's head are briefly gone.
  for (const path of ['/icon.svg', '/favicon.ico']) {
    const response = await request.get(path);
    expect(response.status(), path).toBe(200);
    expect(response.headers()['content-type'], path).toMatch(/^image\//);
  }
});

test('a scraper signs in with the password as a bearer token', async ({ request }) => {
  const headers = { Authorization: `Bearer ${password}` };
  expect((await request.get('/metrics', { headers })).status()).toBe(200);
  const databases = await (await request.get('/api/databases', { headers })).text();
  expect(databases).not.toMatch(/hunter2|postgres:\/\//);
  expect(JSON.parse(databases)).toHaveLength(2);
});

test('slows down who guesses', async ({ request }) => {
  let status = 0;
  for (let attempt = 0; attempt < 12 && status !== 429; attempt++) {
    const response = await request.post('/api/session', {
      data: { password: `guess ${attempt}` },
      headers: { Origin: address },
    });
    status = response.status();
  }
  expect(status).toBe(429);
  // There is one password, so there is one count, whatever was guessed at.
  const headers = { Authorization: 'Bearer guess' };
  for (const path of ['/api/databases', '/metrics'])
    expect((await request.get(path, { headers })).status(), path).toBe(429);
});
