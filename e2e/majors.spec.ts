import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { SCREENS, screenHref } from '@/components/shell/screens';
import { startPostgres } from '@/lib/embedded/test-engines';
import { demoPort, root, startProduct } from './product';
import { expect, test } from './test';

const port = demoPort - 2;
const address = `http://127.0.0.1:${port}`;
const MAJORS = [13, 14, 15, 16, 17, 18];
/** Of this one a standby is watched too. */
const STREAMING = 17;
const NO_TIMESCALE = 'TimescaleDB is not installed in this database.';

/** By the path of each screen, what it says of a PostgreSQL that our role may look at. */
const SHOWS = {
  '': 'What to do first',
  '/advice': /\d+ of \d+ findings shown/,
  '/hypertables': NO_TIMESCALE,
  '/compression': NO_TIMESCALE,
  '/continuous-aggregates': NO_TIMESCALE,
  '/jobs': NO_TIMESCALE,
  '/queries': /statements? takes? [\d.]+% of the time/,
  '/plan': 'Where the time of a statement goes, and why.',
  '/indexes': /^3 indexes with /,
  '/tables': /^1 table with /,
  '/activity': /^\d+ connections?, \d+ of them at work/,
  '/replication': 'Nothing limits the log that they keep.',
  '/security': 'Our own role',
  '/settings-advice': 'The machine',
  '/settings': 'What is read',
} as const;
type Path = keyof typeof SHOWS;

const EVERY = Object.keys(SHOWS) as Path[];
/** All that have something to show without TimescaleDB. */
const OWN = EVERY.filter((path) => SHOWS[path] !== NO_TIMESCALE);
/** What is read otherwise by version; the rest would only be drawn the same again: 15 screens of ten databases take a minute. */
const BY_VERSION: readonly Path[] = ['/queries', '/tables', '/activity', '/replication', '/settings-advice'];

interface Watched {
  readonly id: string;
  readonly what: string;
  readonly screens: readonly Path[];
  /** Where it says something else. */
  readonly shows?: Readonly<Partial<Record<Path, string | RegExp>>>;
}

const OF_ROLE: readonly Watched[] = MAJORS.map((major) => ({
  id: `v${major}`,
  what: `PostgreSQL ${major}`,
  screens: major === 13 ? EVERY : major === 18 ? OWN : BY_VERSION,
}));
const HIDDEN = {
  '/queries': 'One thing could not be read; what depends on it is drawn as “–”.',
  '/tables': /^1 sequence is hidden from this role/,
  '/activity': 'Sessions of other roles are hidden.',
  '/security': 'pg_hba.conf cannot be read.',
} as const;
const OTHERS: readonly Watched[] = [
  { id: 'none13', what: 'PostgreSQL 13 without grants', screens: EVERY, shows: HIDDEN },
  { id: 'none18', what: 'PostgreSQL 18 without grants', screens: BY_VERSION, shows: HIDDEN },
  { id: 'standby', what: 'a standby', screens: OWN, shows: { '/replication': 'This server is a standby' } },
  {
    id: 'unloaded',
    what: 'PostgreSQL 18 that does not load pg_stat_statements',
    screens: ['', '/advice', '/queries', '/indexes', '/replication'],
    shows: {
      '/queries': 'pg_stat_statements is not loaded on this server.',
      '/replication': 'There is no replication slot.',
    },
  },
];

const SHOP = [
  'CREATE SCHEMA app',
  'CREATE TABLE app.orders (id serial PRIMARY KEY, customer int, note text)',
  `INSERT INTO app.orders (customer, note) SELECT i % 100, 'note ' || i FROM generate_series(1, 5000) i`,
  'CREATE INDEX orders_by_customer ON app.orders (customer)',
  'CREATE INDEX orders_by_customer_again ON app.orders (customer)',
  'ANALYZE app.orders',
];

let stops: readonly (() => Promise<void>)[] = [];

/** One product that watches all of them at once, as the role that `npm run role` prints, or as one without grants. */
test.beforeAll(async () => {
  test.setTimeout(180_000);
  const role = execFileSync(process.execPath, ['--import', 'tsx', 'lib/cli/role.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const preloaded = { settings: { shared_preload_libraries: 'pg_stat_statements' } };
  const [unloaded, ...engines] = await Promise.all([
    startPostgres(18),
    ...MAJORS.map((major) => startPostgres(major, { ...preloaded, standby: major === STREAMING })),
  ]);
  stops = [unloaded, ...engines].map(({ stop }) => stop);
  await execute(unloaded.url, [...SHOP, role]);
  const statements = [
    'CREATE EXTENSION pg_stat_statements',
    `SELECT pg_create_physical_replication_slot('kept')`,
  ];
  await Promise.all(
    engines.map(({ url }) => execute(url, [...statements, ...SHOP, role, 'CREATE ROLE nobody LOGIN'])),
  );
  const urlOf = (major: number) => engines[MAJORS.indexOf(major)]?.url ?? '';
  const standbyUrl = engines[MAJORS.indexOf(STREAMING)]?.standbyUrl ?? '';
  const urls: Readonly<Record<string, string>> = {
    none13: as('nobody', urlOf(13)),
    none18: as('nobody', urlOf(18)),
    standby: as('chunkwise', standbyUrl),
    unloaded: as('chunkwise', unloaded.url),
  };
  const product = await startProduct(
    [...OF_ROLE, ...OTHERS].map(({ id, what }, at) => ({
      id,
      name: what,
      url: urls[id] ?? as('chunkwise', urlOf(MAJORS[at] ?? 0)),
    })),
    port,
  );
  stops = [product.stop, ...stops];
});

test.afterAll(async () => {
  for (const stop of stops) await stop();
});

test.use({ baseURL: address });

test('each is read, and has a score where most of what applies could be looked at', async ({ request }) => {
  await expect(async () => {
    const databases: { id: string; status: string; score: number | null; scoreWithheld: string | null }[] =
      await (await request.get('/api/databases')).json();
    expect(databases.map(({ id, status }) => `${id} ${status}`)).toEqual(
      databases.map(({ id }) => `${id} up`),
    );
    const judged = OF_ROLE.map(({ id }) => id).concat('standby');
    const withheld = databases.filter(({ id, score }) => judged.includes(id) === (score === null));
    expect(withheld.map(({ id, score, scoreWithheld }) => `${id}: ${score ?? scoreWithheld}`)).toEqual([]);
  }).toPass({ timeout: 60_000 });
});

for (const { id, what, screens, shows = {} } of [...OF_ROLE, ...OTHERS]) {
  test(`${what} is drawn on every screen, or said not to be known`, async ({ page }) => {
    const refused: string[] = [];
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(screenHref(id, ''));
    const main = page.getByRole('main');
    const rail = page.getByRole('navigation', { name: 'Screens' });
    for (const { path, label } of SCREENS.filter((screen) => screens.includes(screen.path as Path))) {
      await rail.locator(`a[href="${screenHref(id, path)}"]`).click();
      await expect(
        main.getByRole('heading', { level: 1, name: path === '' ? what : label, exact: true }),
      ).toBeVisible();
      const words = { ...SHOWS, ...shows }[path as Path];
      await expect(main.getByText(words).first(), label).toBeVisible();
      await expect(main.locator('[aria-busy=true]'), label).toHaveCount(0);
      await expect(main.getByRole('alert'), label).toHaveCount(0);
    }
    expect(refused).toEqual([]);
  });
}

test('no screen is left out', () => {
  expect(SCREENS.map(({ path }) => path).sort()).toEqual([...EVERY].sort());
});

const as = (role: string, url: string) => url.replace('postgres://postgres@', `postgres://${role}@`);

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
