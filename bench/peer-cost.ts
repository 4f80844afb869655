import pg from 'pg';
import { collect } from '@/lib/collect/collector';
import { type Artifacts, collectors } from '@/lib/collect/snapshot';
import { openDatabase } from '@/lib/db/database';
import { probeServer } from '@/lib/db/server';
import { startManyTables } from './many-tables';
import type { Measure } from './measure';
import { interleavedMedians } from './median';
import { PEER_FACTS } from './peer-questions';
import { serverClock } from './server-clock';
import { measureTiers } from './tier-cost';

/** Seven relations a table: 10,000 with what PostgreSQL brings. */
const SCHEMAS = 137;

const QUESTIONS = PEER_FACTS.flatMap(({ questions }) => questions);
const COLLECTORS = [...new Set(PEER_FACTS.flatMap((facts) => facts.collectors))];
/** Where formulas differ, and with them what is read; a single one of them would be most of the sum. */
const BLOAT = PEER_FACTS.filter(({ facts }) => facts.startsWith('bloat'));
const BLOAT_QUESTIONS = BLOAT.flatMap(({ questions }) => questions.map(({ question }) => question));
const BLOAT_COLLECTORS = BLOAT.flatMap((facts) => facts.collectors);

/**
 * What our collectors take on a native server with 10,000 relations, against what other monitors ask of the catalogs, in
 * one run. Both must give the same answers. Milliseconds are those of the server's processor, where the system tells.
 */
export async function measurePeerCost(): Promise<Measure[]> {
  const server = await startManyTables({ major: 18, schemas: SCHEMAS });
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const database = openDatabase({ url: server.url });
  try {
    const facts = await probeServer(database);
    const artifacts: Record<string, unknown> = {};
    const answers = new Map<string, readonly string[]>();
    const ours = COLLECTORS.map((name): [string, () => Promise<unknown>] => [
      name,
      async () => {
        artifacts[name] = await collect<unknown>(database, facts, collectors[name]);
      },
    ]);
    const theirs = QUESTIONS.map(({ question, statement }): [string, () => Promise<unknown>] => [
      question,
      async () => {
        const { rows } = await client.query<{ answer: unknown }>(statement);
        const texts = rows.map(({ answer }) => String(answer));
        answers.set(question, texts.sort());
        // After a second answer the time of the first has been accounted for, as ours is by its COMMIT.
        await client.query('SELECT');
      },
    ]);
    const wall = () => performance.now();
    const clock = await serverClock(server.url);
    const medians = await interleavedMedians(Object.fromEntries([...ours, ...theirs]), {
      wall,
      server: clock ?? wall,
    });
    // Each artifact was made by the collector of its name.
    for (const { question, answer } of QUESTIONS)
      refuseDifferent(question, answers.get(question) ?? [], answer(artifacts as Artifacts).sort());

    const at = `${server.relations} relations`;
    const sum = (names: readonly string[], of = medians.server) =>
      names.reduce((total, name) => total + (of[name] ?? Number.NaN), 0);
    const counted = QUESTIONS.filter(({ isContained }) => !isContained).map(({ question }) => question);
    return [
      ...PEER_FACTS.flatMap((group): Measure[] => {
        const { questions, collectors: needed, note } = group;
        const own = questions.filter(({ isContained }) => !isContained || questions.length === 1);
        return [
          ...questions.map(({ question, peers }) => ({
            name: `theirs: ${question}`,
            value: sum([question]),
            unit: 'ms',
            note: `as ${peers}`,
          })),
          { name: `ours: ${group.facts}`, value: sum(needed), unit: 'ms', note: needed.join(' + ') },
          {
            name: 'theirs to ours',
            value: sum(own.map(({ question }) => question)) / sum(needed),
            unit: '×',
            ...(note && { note }),
          },
        ];
      }),
      { name: 'theirs: all of it, each fact once', value: sum(counted), unit: 'ms', note: at },
      { name: 'ours: all of it', value: sum(COLLECTORS), unit: 'ms', note: at },
      {
        name: 'times cheaper for the same facts, estimates of bloat left out',
        value: sum(without(counted, BLOAT_QUESTIONS)) / sum(without(COLLECTORS, BLOAT_COLLECTORS)),
        unit: '×',
        note: at,
        budget: { atLeast: 1 },
      },
      {
        name: 'the same with the time until the answers are read here',
        value:
          sum(without(counted, BLOAT_QUESTIONS), medians.wall) /
          sum(without(COLLECTORS, BLOAT_COLLECTORS), medians.wall),
        unit: '×',
        note: at,
      },
      ...(await measureTiers(database, facts, server.url, at)),
    ];
  } finally {
    await client.end();
    await database.close();
    await server.stop();
  }
}

function refuseDifferent(question: string, theirs: readonly string[], ours: readonly string[]): void {
  const at = theirs.findIndex((answer, index) => answer !== ours[index]);
  if (theirs.length !== ours.length || at >= 0)
    throw new Error(
      `${question}: ${theirs.length} answers there, ${ours.length} here; first apart: ${theirs[at]} / ${ours[at]}`,
    );
}

const without = <Name extends string>(names: readonly Name[], left: readonly string[]) =>
  names.filter((name) => !left.includes(name));
