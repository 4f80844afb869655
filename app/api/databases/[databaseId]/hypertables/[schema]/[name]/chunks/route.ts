import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { chunkSources } from '@/lib/answers/chunks';
import { packedChunks } from '@/lib/answers/packed-chunks';
import { databaseView } from '@/lib/answers/view-of';
import { product } from '@/lib/monitor/product';
import { answering } from '../../../../../../answering';

interface Context {
  readonly params: Promise<{ databaseId: string; schema: string; name: string }>;
}

export const GET = answering(async (request, { params }: Context) => {
  const { databaseId, ...named } = await params;
  const { gzipped, etag } = await packedChunks(chunkSources(databaseView(product(), databaseId), named));
  // no-transform: Next.js would compress the compressed answer once more.
  const headers = new Headers({
    ETag: etag,
    'Cache-Control': 'private, no-cache, no-transform',
    Vary: 'Accept-Encoding',
  });
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  headers.set('Content-Type', 'application/json');
  if (!/\bgzip\b/.test(request.headers.get('accept-encoding') ?? ''))
    return new Response(new Uint8Array(await promisify(gunzip)(gzipped)), { headers });
  headers.set('Content-Encoding', 'gzip');
  return new Response(new Uint8Array(gzipped), { headers });
});
