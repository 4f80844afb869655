import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type ChunkSources, chunksAnswer } from './chunks';

export interface PackedChunks {
  readonly gzipped: Buffer;
  readonly etag: string;
}

interface Entry {
  readonly columnstoreAfterUnits: number | null;
  readonly retentionAfterUnits: number | null;
  readonly packed: Promise<PackedChunks>;
}

const entries = new WeakMap<ChunkSources['chunks'], Entry>();

/** The answer as it goes over the wire: written and compressed once per reading of the chunks, however many ask. */
export function packedChunks(sources: ChunkSources): Promise<PackedChunks> {
  const { chunks, columnstoreAfterUnits, retentionAfterUnits } = sources;
  const known = entries.get(chunks);
  if (
    known?.columnstoreAfterUnits === columnstoreAfterUnits &&
    known.retentionAfterUnits === retentionAfterUnits
  )
    return known.packed;
  const packed = pack(sources);
  entries.set(chunks, { columnstoreAfterUnits, retentionAfterUnits, packed });
  return packed;
}

async function pack(sources: ChunkSources): Promise<PackedChunks> {
  const text = JSON.stringify(chunksAnswer(sources));
  const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  return { gzipped: await promisify(gzip)(text), etag };
}
