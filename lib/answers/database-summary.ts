import type { DatabaseSummary } from '@/lib/api/databases';
import { NO_TIMESCALE } from '@/lib/collect/collector';
import { collectors } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { artifactRows } from '@/lib/derive/artifact-rows';
import type { DatabaseView } from './database-view';
import { scoreCap, viewScore } from './findings';
import { countBySeverity, openFindings, reference } from './open-findings';

const WORST_SHOWN = 3;

/** One database in the list of all: its state, what it is, and what it asks for. */
export function databaseSummary(view: DatabaseView): DatabaseSummary {
  const { target, status, problem, snapshot, judgement } = view;
  const open = openFindings(view);
  const score = judgement && viewScore(view);
  return {
    id: target.id,
    name: target.name,
    status,
    lastSnapshotAt: snapshot?.takenAt ?? null,
    score: score?.score ?? null,
    counts: judgement && countBySeverity(open),
    statusSince: problem?.since ?? null,
    error: problem && {
      code: problem.code,
      message: problem.message,
      ...(problem.hint !== null && { hint: problem.hint }),
    },
    retryAt: problem?.nextAttemptAt ?? null,
    ...serverFields(snapshot?.server),
    tags: [...target.tags],
    demo: target.demo,
    scoreCap: score && scoreCap(score),
    scoreWithheld: score?.withheld ?? null,
    worstFindings: open.slice(0, WORST_SHOWN).map(reference),
    totalBytes: view.latest('databaseBytes')?.value ?? null,
    growthBytesPerDay: view.growthPerDay('databaseBytes'),
    hypertableCount: artifactRows(snapshot, 'hypertables')?.length ?? null,
    coverage: coverageCounts(view),
  };
}

function serverFields(
  server: ServerFacts | undefined,
): Pick<DatabaseSummary, 'server' | 'timescale' | 'engine' | 'timescaleLicense' | 'isStandby'> {
  return {
    server: server?.version ?? null,
    timescale: server?.timescale?.version ?? null,
    engine: server?.engine ?? null,
    timescaleLicense: server?.timescale?.license ?? null,
    isStandby: server?.inRecovery ?? null,
  };
}

function coverageCounts({ snapshot }: DatabaseView): DatabaseSummary['coverage'] {
  if (!snapshot) return null;
  const counts = { readable: 0, partly: 0, not: 0 };
  for (const name of Object.keys(collectors)) {
    const artifact = snapshot.artifacts[name as keyof typeof collectors];
    // What only TimescaleDB has is not missing where there is none.
    if (artifact?.status === 'unavailable' && artifact.reason === NO_TIMESCALE.unavailable) continue;
    if (artifact?.status !== 'ok') counts.not += 1;
    else if (artifact.partly) counts.partly += 1;
    else counts.readable += 1;
  }
  return counts;
}
