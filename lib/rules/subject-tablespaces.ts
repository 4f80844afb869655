import type { Snapshot } from '@/lib/collect/snapshot';
import { chunksOf } from '@/lib/derive/grouped-chunks';
import { storageTiers } from '@/lib/derive/storage-tiers';

/** The tablespaces that a finding's subject lies on. Null: the default, or none known, such as of a plain table. */
export function subjectTablespaces(
  { artifacts: { hypertables, chunks, tablespaces } }: Snapshot,
  [schema, name]: readonly string[],
): readonly (string | null)[] {
  const unknown = [null];
  if (hypertables?.status !== 'ok' || chunks?.status !== 'ok') return unknown;
  const hypertable = hypertables.rows.find((row) => row.schema === schema && row.name === name);
  if (!hypertable) return unknown;
  const named = tablespaces?.status === 'ok' ? tablespaces.rows : [];
  const defaultTablespace = named.find(({ isDatabaseDefault }) => isDatabaseDefault)?.name ?? null;
  const tiers = storageTiers(chunksOf(chunks.rows, hypertable.hypertableId), defaultTablespace);
  return tiers.length === 0 ? unknown : tiers.map(({ tablespace }) => tablespace);
}
