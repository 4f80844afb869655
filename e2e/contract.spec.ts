import { gunzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

/** The HTTP contract as an outsider relies on it; knows nothing of the code inside. */

const DEMO = '/api/databases/demo-timescale';

test('health needs no database and no sign-in', async ({ request }) => {
  const response = await request.get('/api/health');
  expect(response.status()).toBe(200);
});

test('databases are listed with status, versions, score and counts', async ({ request }) => {
  const databases = await (await request.get('/api/databases')).json();
  expect(databases.map(({ id }: { id: string }) => id)).toEqual(['demo-timescale', 'demo-postgres']);
  for (const database of databases) {
    expect(Object.keys(database)).toEqual(
      expect.arrayContaining([
        'id',
        'name',
        'status',
        'server',
        'timescale',
        'lastSnapshotAt',
        'score',
        'counts',
      ]),
    );
    expect(['up', 'degraded', 'down', 'unknown']).toContain(database.status);
  }
});

test('a finding on the wire is the finding of the contract', async ({ request }) => {
  const report = await (await request.get(`${DEMO}/findings`)).json();
  expect(Object.keys(report)).toEqual(
    expect.arrayContaining(['databaseId', 'snapshotAt', 'score', 'outcomes', 'findings']),
  );
  expect(report.findings.length).toBeGreaterThan(0);
  for (const finding of report.findings) {
    expect(finding.key).toBe(`${finding.rule}:${finding.key.slice(finding.rule.length + 1)}`);
    expect(['critical', 'warning', 'notice']).toContain(finding.severity);
    expect(['low', 'medium', 'high']).toContain(finding.confidence);
    expect(finding.source).toMatch(/^https:\/\//);
    expect(Date.parse(finding.firstSeenAt)).not.toBeNaN();
    for (const fact of Object.values(finding.facts))
      expect(fact === null || typeof fact === 'number').toBe(true);
    for (const step of finding.advice?.steps ?? []) {
      expect(step.sql).toMatch(/;\s*$/);
      expect(Object.keys(step)).toEqual(expect.arrayContaining(['sql', 'transaction', 'lock', 'rewrites']));
    }
  }
  for (const outcome of report.outcomes) {
    expect(['passed', 'found', 'not-applicable', 'not-run', 'failed']).toContain(outcome.status);
    expect(outcome.status, `${outcome.rule}: ${outcome.reason}`).not.toBe('failed');
  }
});

test('every artifact of the snapshot is ok or says why not', async ({ request }) => {
  const snapshot = await (await request.get(`${DEMO}/snapshot`)).json();
  for (const [name, artifact] of Object.entries<{ status: string; reason?: string }>(snapshot.artifacts)) {
    expect(['ok', 'unavailable'], name).toContain(artifact.status);
    if (artifact.status === 'unavailable') expect(artifact.reason, name).toBeTruthy();
  }
});

test('chunks travel as columns, compressed once, with an ETag that answers 304', async ({
  request,
  baseURL,
}) => {
  const path = `${DEMO}/hypertables/public/sensor_metrics/chunks`;
  const first = await request.get(path);
  const { columns, rows, ...rest } = await first.json();
  expect(rows).toBeGreaterThan(10);
  for (const [name, column] of Object.entries<unknown[]>(columns)) expect(column, name).toHaveLength(rows);
  const etag = first.headers().etag;
  expect(etag).toBeTruthy();
  const again = await request.get(path, { headers: { 'If-None-Match': etag ?? '' } });
  expect(again.status()).toBe(304);
  const raw = await fetch(`${baseURL}${path}`, { headers: { 'Accept-Encoding': 'gzip' } });
  expect(raw.headers.get('content-encoding')).toBe('gzip');
  const packed = await request.get(path, { headers: { Accept: 'application/gzip' } });
  expect(packed.headers()['content-type']).toBe('application/gzip');
  expect(packed.headers()['content-encoding']).toBeUndefined();
  expect(JSON.parse(gunzipSync(await packed.body()).toString())).toEqual({ columns, rows, ...rest });
});

const LISTS = ['coverage', 'hypertables', 'compression', 'continuous-aggregates', 'jobs', 'settings'];
const ARTIFACTS = ['changes?about=security', 'tables', 'indexes', 'queries', 'activity', 'replication'];
for (const path of [...LISTS, ...ARTIFACTS]) {
  test(`${path} answers JSON that no cache keeps`, async ({ request }) => {
    const response = await request.get(`${DEMO}/${path}`);
    expect(response.status()).toBe(200);
    expect(response.headers()['content-type']).toContain('application/json');
    expect(response.headers()['cache-control']).toMatch(/no-store|no-cache|max-age=0/);
  });
}

test('a hostile or unknown name is a 404 with code and message, a wrong parameter a 400 that names it', async ({
  request,
}) => {
  const unknown = await request.get('/api/databases/no-such/findings');
  expect(unknown.status()).toBe(404);
  expect((await unknown.json()).error.code).toBe('not-found');
  const hostile = await request.get(
    `${DEMO}/hypertables/public/${encodeURIComponent('"; DROP TABLE x; --')}`,
  );
  expect(hostile.status()).toBe(404);
  const series = await request.get(`${DEMO}/series?metric=nonsense`);
  expect(series.status()).toBe(400);
  expect((await series.json()).error.message).toContain('metric');
  const changes = await request.get(`${DEMO}/changes?about=nonsense`);
  expect(changes.status()).toBe(400);
  expect((await changes.json()).error.message).toContain('about');
});

test('a method that an address does not take is a 405 that names those it takes', async ({
  request,
  baseURL,
}) => {
  const { paths } = await (await request.get('/api/openapi.json')).json();
  const headers = { Origin: baseURL ?? '' };
  for (const [template, operations] of Object.entries<object>(paths)) {
    const path = template.replace('{databaseId}', 'demo-timescale').replaceAll(/\{\w+\}/g, 'x');
    const taken = Object.keys(operations).map((method) => method.toUpperCase());
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !taken.includes(one))) {
      const response = await request.fetch(path, { method, headers });
      expect(response.status(), `${method} ${path}`).toBe(405);
      const allowed = response.headers().allow?.split(', ');
      expect(allowed, path).toEqual(expect.arrayContaining([...taken, 'OPTIONS']));
      expect(allowed, path).not.toContain(method);
      const { error } = await response.json();
      expect(error.code).toBe('method-not-allowed');
      expect(error.message).toContain(taken[0]);
    }
  }
  expect((await request.post('/api/no-such')).status()).toBe(404);
  expect((await request.head('/api/databases')).status()).toBe(200);
});

test('a write needs the same origin, and a finding’s state is kept', async ({ request, baseURL }) => {
  const report = await (await request.get(`${DEMO}/findings`)).json();
  const key = report.findings[0].key;
  const path = `${DEMO}/findings/${encodeURIComponent(key)}/state`;
  const foreign = await request.post(path, {
    data: { state: 'dismissed', reason: 'accepted risk' },
    headers: { Origin: 'https://evil.example' },
  });
  expect(foreign.status()).toBe(403);
  const origin = { Origin: baseURL ?? '' };
  const dismissed = await request.post(path, {
    data: { state: 'dismissed', reason: 'accepted-risk', comment: 'known' },
    headers: origin,
  });
  expect(dismissed.status(), await dismissed.text()).toBeLessThan(300);
  const after = await (await request.get(`${DEMO}/findings`)).json();
  expect(after.findings.find((finding: { key: string }) => finding.key === key).state).toBe('dismissed');
  const wrong = await request.post(path, { data: { state: 'no-such' }, headers: origin });
  expect(wrong.status()).toBe(400);
  await request.post(path, { data: { state: 'open' }, headers: origin });
});

test('a key with a percent sign is looked up as it is, and a snooze is kept in UTC', async ({
  request,
  baseURL,
}) => {
  const headers = { Origin: baseURL ?? '' };
  const odd = encodeURIComponent('columnstore/policy-missing:public."50%"');
  const unknown = await request.post(`${DEMO}/findings/${odd}/state`, { data: { state: 'open' }, headers });
  expect(unknown.status()).toBe(404);
  const { findings } = await (await request.get(`${DEMO}/findings`)).json();
  const path = `${DEMO}/findings/${encodeURIComponent(findings[0].key)}/state`;
  const past = await request.post(path, {
    data: { state: 'snoozed', until: '2020-01-01T00:00:00Z' },
    headers,
  });
  expect(past.status()).toBe(400);
  expect((await past.json()).error.message).toContain('until');
  const snoozed = await request.post(path, {
    data: { state: 'snoozed', until: '2999-01-01T02:00:00+02:00' },
    headers,
  });
  expect((await snoozed.json()).until).toBe('2999-01-01T00:00:00.000Z');
  await request.post(path, { data: { state: 'open' }, headers });
});

test('the effect of a fix is unknown, and says why, where nothing was fixed', async ({ request }) => {
  const { findings } = await (await request.get(`${DEMO}/findings`)).json();
  const open = findings.find(({ state }: { state: string }) => state === 'open');
  const effect = await (await request.get(`${DEMO}/findings/${encodeURIComponent(open.key)}/effect`)).json();
  expect(effect).toMatchObject({ key: open.key, status: 'unknown', windowSeconds: null, metrics: [] });
  expect(effect.reason).toBeTruthy();
  expect((await request.get(`${DEMO}/findings/no-such/effect`)).status()).toBe(404);
});

test('the score of the whole and of each category is kept over time', async ({ request }) => {
  const { scoreDetail } = await (await request.get(`${DEMO}/findings`)).json();
  const scored = scoreDetail.categories.filter(({ score }: { score: number | null }) => score !== null);
  for (const { category, score } of [{ category: '', score: scoreDetail.score }, ...scored]) {
    const metric = category === '' ? 'score' : 'categoryScore';
    const path = `${DEMO}/series?metric=${metric}&subject=${category}`;
    const { points } = await (await request.get(path)).json();
    const known = points.flatMap(({ max }: { max: number | null }) => (max === null ? [] : [max]));
    if (score !== null) expect(known.length, path).toBeGreaterThan(0);
    for (const value of known) expect(value >= 0 && value <= 100, path).toBe(true);
  }
});

test('metrics speak Prometheus and have no series per chunk', async ({ request }) => {
  const text = await (await request.get('/metrics')).text();
  expect(text).toMatch(/^# HELP chunkwise_/m);
  expect(text).not.toMatch(/_hyper_\d+_\d+_chunk/);
});

test('the OpenAPI document names every path of the contract', async ({ request }) => {
  const { openapi, paths } = await (await request.get('/api/openapi.json')).json();
  expect(openapi).toMatch(/^3\./);
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/api/health',
      '/api/databases',
      ...[
        'snapshot',
        'coverage',
        'findings',
        'hypertables',
        'hypertables/{schema}/{name}',
        'hypertables/{schema}/{name}/chunks',
        'compression',
        'continuous-aggregates',
        'jobs',
        'tables',
        'indexes',
        'queries',
        'activity',
        'replication',
        'settings',
        'series',
        'findings/{key}/state',
        'findings/{key}/rehearse',
        'explain',
      ].map((path) => `/api/databases/{databaseId}/${path}`),
      '/api/plans/resources',
      '/api/plans/retention',
    ]),
  );
});

test('no answer holds a connection string', async ({ request }) => {
  for (const path of [
    '/api/databases',
    `${DEMO}/snapshot`,
    `${DEMO}/settings`,
    `${DEMO}/coverage`,
    '/metrics',
  ]) {
    expect(await (await request.get(path)).text(), path).not.toMatch(/postgres(ql)?:\/\//);
  }
});
