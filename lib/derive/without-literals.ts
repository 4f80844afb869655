import type { Artifacts, Snapshot } from '@/lib/collect/snapshot';
import { maskLiterals } from '@/lib/sql/without-literals';

/** A snapshot to hand to others: every column named `query` is masked. */
export function withoutLiterals(snapshot: Snapshot): Snapshot {
  const artifacts = Object.entries(snapshot.artifacts).map(([name, artifact]) => [
    name,
    artifact.status === 'ok' ? { ...artifact, rows: artifact.rows.map(withoutQueryLiterals) } : artifact,
  ]);
  // Each artifact keeps its name, and each row its columns.
  return { ...snapshot, artifacts: Object.fromEntries(artifacts) as Artifacts };
}

function withoutQueryLiterals(row: object): object {
  return 'query' in row && typeof row.query === 'string' ? { ...row, query: maskLiterals(row.query) } : row;
}
