import pg from 'pg';
import { expect } from 'vitest';
import type { ArtifactName, Snapshot } from '@/lib/collect/snapshot';
import { startTimescale } from '@/lib/embedded/test-engines';
import { REHEARSAL_ARTIFACTS } from '@/lib/lab/rehearsal/facts';
import { prepare, rehearseAt } from '@/lib/lab/rehearsal/rehearse';
import { type KeyedFinding, runRule } from '../judge';
import type { AnyRule } from '../registry';
import type { Check, Finding, Profile, Trends } from '../rule';
import { takeArtifacts } from './take-snapshot';

/** Lays beside what the engine says that which it cannot have, such as TimescaleDB on a native server. */
type Beside = (real: Snapshot) => Snapshot;

interface Story {
  readonly url: string;
  readonly rule: AnyRule;
  readonly subject: readonly string[];
  readonly profile?: Profile;
  readonly beside?: Beside;
  /** For a finding whose SQL the engine at hand cannot run, such as a setting that needs a restart. */
  readonly onlyFound?: true;
  /** Why a rehearsal of this advice cannot pass although the story is true, as its reason reads. */
  readonly notRehearsable?: RegExp;
}

/** Each rule's first story in a file is rehearsed: a second engine for every one would take the tests too long. */
const rehearsed = new Set<string>();

/**
 * The whole life of an advice on a real engine whose defect is planted already: the rule finds it → the
 * precheck answers as promised → the rehearsal in a second engine passes → the steps run → the verification holds
 * and the finding is gone → the undo runs → the finding is back. Returns the finding, for what else the test wants to
 * say about it.
 */
export async function tellAdviceStory({
  url,
  rule,
  subject,
  profile = {},
  beside,
  onlyFound,
  notRehearsable,
}: Story): Promise<Finding> {
  const look = async () =>
    (await judged(url, rule, profile, beside)).findings.find((one) => same(one.subject, subject));
  const before = await judged(url, rule, profile, beside, REHEARSAL_ARTIFACTS);
  const found = before.findings.find((one) => same(one.subject, subject));
  if (!found) throw new Error(`${rule.meta.id} did not find the planted defect in ${subject.join('.')}`);
  const { advice } = found;
  if (onlyFound || !advice) return found;

  if (advice.precheck) await expectAnswer(url, advice.precheck);
  if (!rehearsed.has(rule.meta.id) || notRehearsable) {
    rehearsed.add(rule.meta.id);
    await expectRehearsal(found, before.snapshot, notRehearsable);
  }
  await run(
    url,
    advice.steps.map((step) => step.sql),
  );
  await expectAnswer(url, advice.verify);
  expect(await look(), 'the finding after its advice was applied').toBeUndefined();

  if ('impossible' in advice.undo) return found;
  await run(
    url,
    advice.undo.map((step) => step.sql),
  );
  expect(await look(), 'the finding after the undo').toBeDefined();
  return found;
}

/** The rule's findings on fresh artifacts. */
export async function findings(
  url: string,
  rule: AnyRule,
  profile: Profile = {},
  beside?: Beside,
  trends?: Trends,
): Promise<readonly Finding[]> {
  return (await judged(url, rule, profile, beside, [], trends)).findings;
}

async function judged(
  url: string,
  rule: AnyRule,
  profile: Profile,
  beside: Beside = (real) => real,
  more: readonly ArtifactName[] = [],
  trends?: Trends,
): Promise<{ snapshot: Snapshot; findings: readonly KeyedFinding[] }> {
  const names = new Set([...rule.meta.needs, ...(rule.meta.wants ?? []), ...more]);
  const snapshot = beside(await takeArtifacts(url, names));
  const verdict = runRule(rule, snapshot, Date.now(), profile, trends);
  expect(verdict.outcome.status, verdict.outcome.reason).not.toBe('failed');
  expect(verdict.outcome.status, verdict.outcome.reason).not.toBe('not-run');
  return { snapshot, findings: verdict.findings };
}

/** Rehearses an advice in an engine of its own, from nothing but the snapshot. */
async function expectRehearsal(
  finding: KeyedFinding,
  snapshot: Snapshot,
  notRehearsable: RegExp | undefined,
): Promise<void> {
  const prepared = prepare(finding, snapshot);
  if ('reason' in prepared) {
    // What a sandbox cannot show, such as a setting of the server; but every fact must be known.
    expect(prepared.reason).not.toMatch(/not known/);
    return;
  }
  const sandbox = await startTimescale();
  try {
    const rehearsal = await rehearseAt(sandbox.url, { ...prepared, snapshot, onProgress: () => undefined });
    if (notRehearsable) expect(rehearsal.reason).toMatch(notRehearsable);
    else expect(rehearsal, finding.key).toMatchObject({ status: 'passed', reason: null });
  } finally {
    await sandbox.stop();
  }
}

/** Runs statements one by one, outside any transaction block, as a person with psql would. */
export async function run(url: string, statements: readonly string[]): Promise<pg.QueryResult | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    let last: pg.QueryResult | undefined;
    for (const statement of statements) last = await client.query(statement);
    return last;
  } finally {
    await client.end();
  }
}

/**
 * What of a setting's advice holds where the finding itself cannot go: the precheck, what the configuration file says
 * after the steps, and that the undo brings it back to what it was.
 */
export async function rehearseSetting(url: string, { advice, title }: Finding, name: string): Promise<void> {
  if (!advice || 'impossible' in advice.undo) throw new Error(`${title}: expected advice that can be undone`);
  const inFile = async () =>
    (
      await run(url, [
        `SELECT setting FROM pg_file_settings WHERE name = '${name}' AND sourcefile LIKE '%postgresql.auto.conf'`,
      ])
    )?.rows.map(({ setting }) => setting);
  const before = await inFile();
  if (advice.precheck) await expectAnswer(url, advice.precheck);
  await run(
    url,
    advice.steps.map(({ sql }) => sql),
  );
  expect(await inFile(), title).toEqual([advice.verify.expect.split(' — ')[0]]);
  await run(
    url,
    advice.undo.map(({ sql }) => sql),
  );
  expect(await inFile(), title).toEqual(before);
}

async function expectAnswer(url: string, check: Check): Promise<void> {
  const result = await run(url, [check.sql]);
  const [row] = result?.rows ?? [];
  const cell = String(row === undefined ? 'no row' : Object.values(row)[0]);
  expect(cell, check.sql).toBe(check.expect.split(' — ')[0]);
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((part, at) => part === b[at]);
