import type { ArtifactName, Row, Snapshot } from '@/lib/collect/snapshot';
import { artifactRows } from '@/lib/derive/artifact-rows';
import { AppError } from '@/lib/errors';
import type { RuleContext } from '@/lib/rules/rule';
import {
  type ColumnstoreSubject,
  columnstoreSubject,
} from '@/lib/rules/shared/columnstore/columnstore-subject';
import { type FilterShape, filterShapes } from './filter-shapes';

/** What the lab knows of a hypertable before it reads a row. */
export interface LabSubject extends ColumnstoreSubject {
  readonly columns: readonly Row<'hypertableColumns'>[];
  /** Null while they have not been collected. */
  readonly indexes: readonly Row<'hypertableIndexes'>[] | null;
  /** What statements ask of it; empty where the server keeps no statistics of them. */
  readonly shapes: readonly FilterShape[];
  readonly policies: readonly Row<'policies'>[];
}

export interface HypertableName {
  readonly schema: string;
  readonly name: string;
}

/** Throws `not-found` for a hypertable that the snapshot does not know, `not-ready` where it lacks what is needed. */
export function labSubject(
  snapshot: Snapshot,
  { schema, name }: HypertableName,
  context: Pick<RuleContext, 'server'>,
): LabSubject {
  const found = needed(snapshot, 'hypertables').find((row) => row.schema === schema && row.name === name);
  if (!found) throw new AppError('not-found', `There is no hypertable ${schema}.${name}`);
  const subject = columnstoreSubject(
    found,
    {
      hypertables: needed(snapshot, 'hypertables'),
      chunks: needed(snapshot, 'chunks'),
      compressionSettings: artifactRows(snapshot, 'compressionSettings') ?? [],
      chunkCompression: artifactRows(snapshot, 'chunkCompression'),
      hypertableColumns: needed(snapshot, 'hypertableColumns'),
      statements: artifactRows(snapshot, 'statements'),
      columnstoreDefaults: artifactRows(snapshot, 'columnstoreDefaults'),
    },
    context,
  );
  const isOwn = ({ hypertableId }: { readonly hypertableId: number | null }) =>
    hypertableId === found.hypertableId;
  return {
    ...subject,
    columns: subject.columns ?? [],
    indexes: artifactRows(snapshot, 'hypertableIndexes')?.filter(isOwn) ?? null,
    shapes: filterShapes(found, needed(snapshot, 'hypertables'), artifactRows(snapshot, 'statements') ?? []),
    policies: (artifactRows(snapshot, 'policies') ?? []).filter(isOwn),
  };
}

function needed<Name extends ArtifactName>(snapshot: Snapshot, name: Name): readonly Row<Name>[] {
  const rows = artifactRows(snapshot, name);
  if (rows) return rows;
  const artifact = snapshot.artifacts[name];
  throw new AppError(
    'not-ready',
    `The lab needs ${name}, which were not read`,
    artifact?.status === 'unavailable' ? artifact.reason : 'The first collection is still under way.',
  );
}
