import type { Row } from '@/lib/collect/snapshot';
import type { TimescaleDialect } from '@/lib/sql/columnstore';

/** Until 2.25.1 rows that come into converted chunks get NULL in generated columns, all but the first of a statement (issue 9314). */
const KEEPS_GENERATED_SINCE = 2_025_002;
/** Until 2.15 each column of a foreign key has to be a segment. */
const KEEPS_FOREIGN_KEYS_SINCE = 2_016_000;
/** From 2.18 a whole batch may be deleted, of which no table of deleted rows is made. */
const DELETES_BATCHES_SINCE = 2_018_000;
const RESERVED_PREFIX = '_ts_meta_';

/**
 * Why this hypertable cannot have a columnstore with these segments, or would lose data in one, as a sentence; null
 * where it can. From `validate_existing_constraints` and its neighbours in tsl/src/compression/create.c, 2.11 to 2.29.
 */
export function columnstoreRefusal(
  hypertable: Row<'hypertables'>,
  columns: readonly Row<'hypertableColumns'>[],
  segmentBy: readonly string[],
  { versionNumber }: TimescaleDialect,
): string | null {
  if (hypertable.hasRowSecurity)
    return 'TimescaleDB refuses a columnstore to a table with row-level security.';
  if (hypertable.hasExclusionConstraint)
    return 'TimescaleDB refuses a columnstore to a table with an exclusion constraint, and does not enforce one on converted rows.';
  if (hypertable.hasDeleteTransitionTrigger && versionNumber >= DELETES_BATCHES_SINCE)
    return 'TimescaleDB refuses a columnstore to a table with a trigger that sees deleted rows as a table.';
  const reserved = columns.find(({ name }) => name.startsWith(RESERVED_PREFIX));
  if (reserved) return `TimescaleDB keeps names like ${reserved.name} to itself: rename that column first.`;
  const lost = lostValues(columns, { versionNumber });
  if (lost !== null) return lost;
  const unsegmented = hypertable.foreignKeyColumns.find((name) => !segmentBy.includes(name));
  if (unsegmented !== undefined && versionNumber < KEEPS_FOREIGN_KEYS_SINCE)
    return `Before TimescaleDB 2.16 every column of a foreign key has to be a segment, and ${unsegmented} makes a poor one: upgrade first, or drop the constraint.`;
  return null;
}

/** Which values converted chunks of these columns would lose, as a sentence; null where none are. */
export function lostValues(
  columns: readonly Row<'hypertableColumns'>[],
  { versionNumber }: TimescaleDialect,
): string | null {
  const generated = columns.find(({ isGenerated }) => isGenerated);
  return generated && versionNumber < KEEPS_GENERATED_SINCE
    ? `Before TimescaleDB 2.25.2 late rows that come into converted chunks get NULL in the generated column ${generated.name} (issue 9314): upgrade first.`
    : null;
}
