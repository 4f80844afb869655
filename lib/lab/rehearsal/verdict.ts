import type { ServerFacts } from '@/lib/db/server';
import type { Advice } from '@/lib/rules/rule';
import { isStrongerThanSaid, strongest } from './lock-strength';
import type { RebuiltSchema, Rehearsal } from './rehearsal';
import type { Ran } from './run-statement';
import { isOfRows } from './state-of';

/** Undefined table, column, function, and an option or value that is not known: what one version has and another lacks. */
const OTHER_VERSION = new Set(['42P01', '42703', '42883', '22023', '0A000', '42601']);

interface Rehearsed {
  readonly statements: readonly Pick<
    Ran,
    'part' | 'status' | 'expected' | 'answer' | 'error' | 'sqlstate' | 'locks' | 'lockSaid'
  >[];
  readonly leftByUndo: Rehearsal['leftByUndo'];
  readonly undo: Advice['undo'];
  readonly rebuilt: Pick<RebuiltSchema, 'chunksLeftOut' | 'missing'>;
  readonly sandbox: Versions;
  readonly server: Versions;
}

type Versions = Pick<ServerFacts, 'major' | 'timescale'>;

type Verdict = Pick<Rehearsal, 'status' | 'reason'>;

/** What a rehearsal comes to: an undo that leaves what it does not announce has failed. */
export function verdict(rehearsed: Rehearsed): Verdict {
  return (
    ofFailed(rehearsed) ??
    ofAnswers(rehearsed) ??
    ofLocks(rehearsed) ??
    ofUndo(rehearsed) ?? { status: 'passed', reason: null }
  );
}

function ofFailed({ statements, rebuilt: { missing }, sandbox, server }: Rehearsed): Verdict | null {
  const failed = statements.find(({ status }) => status === 'failed');
  if (!failed) return null;
  if (failed.sqlstate && OTHER_VERSION.has(failed.sqlstate) && isOtherVersion(sandbox, server))
    return {
      status: 'not-rehearsable',
      reason: `Written for TimescaleDB ${server.timescale?.version}; the sandbox has ${sandbox.timescale?.version}, which says: ${failed.error}`,
    };
  if (missing.length > 0)
    return { status: 'not-rehearsable', reason: `Part of the schema could not be rebuilt: ${missing[0]}` };
  return { status: 'failed', reason: `The ${failed.part} failed: ${failed.error}` };
}

function ofAnswers({ statements, rebuilt: { chunksLeftOut, missing } }: Rehearsed): Verdict | null {
  const differing = statements.find(({ status }) => status === 'differs');
  if (!differing) return null;
  return chunksLeftOut > 0 || missing.length > 0
    ? {
        status: 'not-rehearsable',
        reason: `${differing.part === 'verify' ? 'The verification' : 'The check'} counts what was only rebuilt in part here: it answered ${differing.answer}.`,
      }
    : {
        status: 'failed',
        reason: `The ${differing.part} answered ${differing.answer} instead of ${differing.expected}.`,
      };
}

function ofLocks({ statements }: Rehearsed): Verdict | null {
  const stronger = statements.find(
    ({ lockSaid, locks }) => lockSaid !== null && locks !== null && isStrongerThanSaid(lockSaid, locks),
  );
  return stronger
    ? {
        status: 'failed',
        reason: `A step took ${strongest(stronger.locks ?? [])} where ${stronger.lockSaid} is said.`,
      }
    : null;
}

function ofUndo({ leftByUndo, undo }: Rehearsed): Verdict | null {
  const saysWhatStays = !('impossible' in undo) && undo.some(({ stays }) => stays !== undefined);
  const [first, ...others] = (leftByUndo ?? []).filter((line) => !(saysWhatStays && isOfRows(line)));
  return first === undefined
    ? null
    : {
        status: 'failed',
        reason: `The undo does not bring everything back: ${first}${others.length > 0 ? `, and ${others.length} more` : ''}.`,
      };
}

const minor = (version: string | undefined) => version?.split('.').slice(0, 2).join('.');

const isOtherVersion = (a: Versions, b: Versions) =>
  minor(a.timescale?.version) !== minor(b.timescale?.version) || a.major !== b.major;
