import { artifactRows } from '@/lib/derive/artifact-rows';
import type { KeyedFinding } from '@/lib/rules/judge';
import {
  type Candidate,
  type CandidateArtifacts,
  workloadCandidates,
} from '@/lib/rules/shared/indexes/workload-candidates';
import type { DatabaseView } from './database-view';

const RULE = 'indexes/workload-candidate';

/** An index that the newest judgement proposes, with what it is made of and the statements that it is for. */
export interface ProposedIndex {
  readonly finding: KeyedFinding;
  readonly candidate: Candidate;
}

/** Computed anew from the same snapshot: a finding is words and numbers. */
export function proposedIndexes({ target, snapshot, judgement }: DatabaseView): ProposedIndex[] {
  const findings = judgement?.findings.filter(({ rule }) => rule === RULE) ?? [];
  const columnStatistics = artifactRows(snapshot, 'columnStatistics');
  const indexes = artifactRows(snapshot, 'indexes');
  const statements = artifactRows(snapshot, 'statements');
  if (!judgement || findings.length === 0 || !columnStatistics || !indexes || !statements) return [];
  const artifacts: CandidateArtifacts = {
    columnStatistics,
    indexes,
    statements,
    tables: artifactRows(snapshot, 'tables'),
    hypertables: artifactRows(snapshot, 'hypertables'),
    hypertableColumns: artifactRows(snapshot, 'hypertableColumns'),
    chunks: artifactRows(snapshot, 'chunks'),
  };
  const nowMs = Date.parse(judgement.snapshotAt);
  const { candidates } = workloadCandidates(artifacts, { nowMs, profile: target.profile });
  return findings.flatMap((finding) => {
    const candidate = candidates.find(
      ({ subject }) => JSON.stringify(subject) === JSON.stringify(finding.subject),
    );
    return candidate ? [{ finding, candidate }] : [];
  });
}
