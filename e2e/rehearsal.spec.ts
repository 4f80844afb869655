import { expect, test } from './test';

const DATABASE = '/api/databases/demo-timescale';

interface Line {
  type: 'progress' | 'result' | 'error';
  result?: { status: string; reason: string | null; statements: { part: string; status: string }[] };
}

test('a card rehearses its advice in a sandbox, and keeps what that showed', async ({ page, request }) => {
  test.setTimeout(120_000);
  const { findings } = await (await request.get(`${DATABASE}/findings`)).json();
  const { key } = findings.find((one: { rule: string }) => one.rule === 'columnstore/disabled-on-large');
  const address = `/d/demo-timescale/advice?finding=${encodeURIComponent(key)}`;
  await page.goto(address);
  const rehearsal = page.getByRole('region', { name: 'Rehearsal' });
  await expect(rehearsal.getByText('Not run')).toBeVisible();
  await rehearsal.getByRole('button', { name: 'Rehearse' }).click();
  await expect(rehearsal.getByRole('button', { name: 'Cancel' })).toBeVisible();
  await expect(rehearsal.getByText(/Passed on TimescaleDB 2\./)).toBeVisible({ timeout: 60_000 });
  await expect(rehearsal.getByText('AccessExclusive on public.logs')).toBeVisible();
  await expect(rehearsal.getByText(/After the undo, settings.* were as before/)).toBeVisible();

  await page.goto(address);
  await expect(rehearsal.getByText(/Passed on TimescaleDB 2\./)).toBeVisible();
});

test('the interface streams a rehearsal a line at a time, and says what it cannot rehearse', async ({
  request,
  baseURL,
}) => {
  test.setTimeout(120_000);
  const rehearse = (key: string) =>
    request.post(`${DATABASE}/findings/${encodeURIComponent(key)}/rehearse`, {
      headers: { Origin: baseURL ?? '' },
      timeout: 90_000,
    });
  const { findings } = await (await request.get(`${DATABASE}/findings`)).json();
  const keyOf = (rule: string) => findings.find((one: { rule: string }) => one.rule === rule).key;

  const passed = await rehearse(keyOf('columnstore/policy-missing'));
  expect(passed.headers()['content-type']).toBe('application/x-ndjson');
  const lines: Line[] = (await passed.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.slice(0, -1).every(({ type }) => type === 'progress')).toBe(true);
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.at(-1)).toMatchObject({ type: 'result', result: { status: 'passed', reason: null } });

  const waiting = JSON.parse((await (await rehearse(keyOf('jobs/failing'))).text()).trim());
  expect(waiting).toMatchObject({ type: 'result', result: { status: 'not-rehearsable', statements: [] } });

  const unknown = await rehearse('no/such:finding');
  expect(unknown.status()).toBe(404);
  expect((await unknown.json()).error.code).toBe('not-found');
});

test('a reader who leaves ends the rehearsal, and the next one runs', async ({ page, request }) => {
  test.setTimeout(120_000);
  const { findings } = await (await request.get(`${DATABASE}/findings`)).json();
  const { key } = findings.find(
    (one: { rule: string }) => one.rule === 'hypertables/chunk-interval-too-small',
  );
  await page.goto(`/d/demo-timescale/advice?finding=${encodeURIComponent(key)}`);
  const rehearsal = page.getByRole('region', { name: 'Rehearsal' });
  await rehearsal.getByRole('button', { name: 'Rehearse' }).click();
  await rehearsal.getByRole('button', { name: 'Cancel' }).click();
  await expect(rehearsal.getByText('Not run')).toBeVisible();
  await rehearsal.getByRole('button', { name: 'Rehearse' }).click();
  await expect(rehearsal.getByText(/Passed on TimescaleDB 2\./)).toBeVisible({ timeout: 60_000 });
});
