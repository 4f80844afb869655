import type { Row } from '@/lib/collect/snapshot';
import { timescaleAtLeast } from '@/lib/db/server';
import { counted } from '@/lib/format/count';
import { convertChunks } from '@/lib/sql/chunk-conversion';
import { countInvertedRanges } from '@/lib/sql/chunk-skipping';
import type { TimescaleDialect } from '@/lib/sql/columnstore';
import { type Advice, defineRule, type Finding, type Needed, type Step } from '../rule';
import { isOn } from '../shared/settings/setting-in-force';

/** Each is written twice; the next look names the next ones. */
const MOST_CHUNKS = 5;
const SETTING = 'timescaledb.enable_chunk_skipping';

type Defect = Row<'catalogDefects'>;
type Artifacts = Needed<'hypertables' | 'catalogDefects', 'settings' | 'settingOverrides'>;

export default defineRule({
  meta: {
    id: 'hypertables/column-range-inverted',
    title: 'Chunk skipping leaves out chunks by a range that cannot be',
    why: 'Chunk skipping leaves out the chunks whose range of a column does not hold the value that a query asks for. A range that ends before it begins holds no value, so that queries by that column lack all rows of the chunk, without an error.',
    source: 'https://github.com/timescale/timescaledb-extras/blob/main/diagnostic.sql',
    needs: ['hypertables', 'catalogDefects'],
    wants: ['settings', 'settingOverrides'],
    facts: {
      invertedChunks: {
        label: 'Chunks with such a range',
        source: '_timescaledb_catalog.chunk_column_stats',
      },
    },
  },
  check(artifacts, { server: { timescale } }) {
    if (!timescale || !timescaleAtLeast(timescale, '2.16'))
      return { notApplicable: 'Chunk skipping came with TimescaleDB 2.16' };
    const inverted = artifacts.catalogDefects.filter(({ kind }) => kind === 'column-range-inverted');
    return artifacts.hypertables.flatMap((hypertable) => {
      const own = inverted.filter(({ hypertableId }) => hypertableId === hypertable.hypertableId);
      return own.length > 0 ? [finding(hypertable, own, artifacts, timescale)] : [];
    });
  },
});

function finding(
  hypertable: Row<'hypertables'>,
  inverted: readonly Defect[],
  artifacts: Artifacts,
  timescale: TimescaleDialect,
): Finding {
  const { schema, name } = hypertable;
  const chunks = chunksOf(inverted);
  const columns = [...new Set(inverted.flatMap(({ other }) => other ?? []))].sort();
  const isSkipping = isOn(SETTING, artifacts);
  return {
    subject: [schema, name],
    severity: isSkipping ? 'critical' : 'warning',
    confidence: 'high',
    title: `Give chunks of ${schema}.${name} their rows back, which chunk skipping leaves out`,
    detail: `${counted(chunks.length, 'chunk')} ${chunks.length === 1 ? 'has' : 'have'} a range of ${columns.join(', ')} that ends before it begins. ${isSkipping ? `${SETTING} is on: queries by it leave them out.` : `${SETTING} is not seen to be on; a session that sets it leaves them out.`} Until they are mended, set it to off.`,
    facts: { invertedChunks: chunks.length },
    impact: {
      prevents: 'answers that lack the rows of these chunks',
      basis: `${counted(inverted.length, 'range')} of ${counted(chunks.length, 'chunk')} with a start above the end.`,
    },
    advice: advice(hypertable, inverted, chunks.slice(0, MOST_CHUNKS), timescale),
  };
}

interface Chunk {
  readonly schema: string;
  readonly name: string;
}

/** Each once, though several of its columns may have such a range. */
function chunksOf(inverted: readonly Defect[]): readonly Chunk[] {
  const chunks = new Map(
    inverted.map(({ schema, name }) => [`${schema}.${name}`, { schema: schema ?? '', name }]),
  );
  return [...chunks.values()];
}

/** Seen on 2.23: leaving the columnstore opens the range, being converted computes it; recompressing does neither. */
function advice(
  { schema, name, hypertableId }: Row<'hypertables'>,
  inverted: readonly Defect[],
  chunks: readonly Chunk[],
  timescale: TimescaleDialect,
): Advice {
  const isTaken = (one: Defect) =>
    chunks.some((chunk) => chunk.schema === one.schema && chunk.name === one.name);
  const left = inverted.filter((one) => !isTaken(one)).length;
  return {
    steps: chunks.flatMap((chunk) => [
      step(timescale, 'rowstore', chunk),
      step(timescale, 'columnstore', chunk),
    ]),
    undo: {
      impossible:
        'The chunks are in the columnstore again, as before, and the range that was wrong is not to come back.',
    },
    verify: { sql: countInvertedRanges(hypertableId), expect: `${left} — ranges that end before they begin` },
    worsens: 'In between a chunk takes the space of its rows uncompressed.',
    role: `owner of ${schema}.${name}`,
    deletesData: false,
    note: `Where ${SETTING} is on in the session, the range is computed anew; else it stays open, which is right and skips nothing.`,
  };
}

function step(timescale: TimescaleDialect, to: 'rowstore' | 'columnstore', chunk: Chunk): Step {
  return {
    sql: convertChunks(timescale, to, [chunk]),
    transaction: 'own',
    lock: {
      mode: 'AccessExclusive',
      on: `${chunk.schema}.${chunk.name}`,
      blocks: 'writes to the chunk, and at the end its reads',
    },
    rewrites: true,
  };
}
