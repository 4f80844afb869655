import type { CoverageAnswer } from '@/lib/api/coverage';
import { type Artifact, NO_TIMESCALE } from '@/lib/collect/collector';
import { type ArtifactName, collectors } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { rules } from '@/lib/rules/registry';
import type { DatabaseView } from './database-view';

/** Two for the collectors: see the connections of `lib/db`. */
const CONNECTIONS = 2;

type Covered = CoverageAnswer['artifacts'][number];

/** What this role can read of the database, what it costs, and the grant that mends what it cannot. */
export function coverageAnswer(view: DatabaseView): CoverageAnswer {
  const { target, snapshot, costs } = view;
  const artifacts = (Object.keys(collectors) as ArtifactName[]).map((name) => covered(view, name));
  return {
    databaseId: target.id,
    snapshotAt: snapshot?.takenAt ?? null,
    roleName: snapshot?.server.roleName ?? null,
    artifacts,
    privileges: artifactRows(snapshot, 'privileges')?.map((row) => ({ ...row })) ?? null,
    cost: {
      millisecondsPerMinute: costs.some(({ rounds }) => rounds > 0)
        ? costs.reduce(
            (sum, { totalMs, rounds, intervalSeconds, besideMsOfLastMinute }) =>
              sum + (rounds === 0 ? 0 : ((totalMs / rounds) * 60) / intervalSeconds) + besideMsOfLastMinute,
            0,
          )
        : null,
      connections: CONNECTIONS,
    },
  };
}

function covered({ snapshot, costs }: DatabaseView, name: ArtifactName): Covered {
  const { title, tier } = collectors[name];
  const artifact = snapshot?.artifacts[name];
  const cost = costs.find(({ collector }) => collector === name);
  const limits = artifact?.status === 'ok' ? artifact.partly : artifact;
  return {
    artifact: name,
    title,
    tier,
    status: statusOf(artifact),
    reason: limits?.reason ?? null,
    grantSql: limits?.mend?.sql ?? null,
    revokeSql: limits?.mend?.undo ?? null,
    neededByRules: rules
      .filter(({ meta }) => [...meta.needs, ...(meta.wants ?? [])].includes(name))
      .map(({ meta }) => meta.id),
    rows: artifact?.status === 'ok' ? artifact.rows.length : null,
    collectedAt: artifact?.status === 'ok' ? artifact.collectedAt : null,
    everySeconds: cost?.intervalSeconds ?? 0,
    tookMs: cost?.lastTookMs ?? null,
    typicalMs: cost && cost.rounds > 0 ? cost.totalMs / cost.rounds : null,
    budgetMs: cost?.budgetMs ?? 0,
    slowedBy: cost?.slowedBy ?? 1,
  };
}

function statusOf(artifact: Artifact<unknown> | undefined): Covered['status'] {
  if (!artifact) return 'not-collected';
  if (artifact.status !== 'ok')
    return artifact.reason === NO_TIMESCALE.unavailable ? 'not-applicable' : 'not';
  return artifact.partly ? 'partly' : 'readable';
}
