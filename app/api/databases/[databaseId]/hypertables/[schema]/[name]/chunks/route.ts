import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { chunkSources } from '@/lib/answers/chunks';
import { packedChunks } from '@/lib/answers/packed-chunks';
import { databaseView } from '@/lib/answers/view-of';
import { GZIP_TYPE } from '@/lib/api/request';
import { product } from '@/lib/monitor/product';
import { answering } from '../../../../../../answering';

interface Context {
  readonly params: Promise<{ databaseId: string; schema: string; name: string }>;
}

/**
 * All chunks. Next.js strips `Content-Encoding` from what a route answers, so what was compressed once per reading
 * travels as a media type of its own to those who ask for it; everyone else gets JSON.
 */
export const GET = answering(async (request, { params }: Context) => {
  const { databaseId, ...named } = await params;
  const { gzipped, etag } = await packedChunks(chunkSources(databaseView(product(), databaseId), named));
  const headers = new Headers({ ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Accept' });
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const takesGzip = request.headers.get('accept')?.includes(GZIP_TYPE) ?? false;
  headers.set('Content-Type', takesGzip ? GZIP_TYPE : 'application/json');
  return new Response(new Uint8Array(takesGzip ? gzipped : await promisify(gunzip)(gzipped)), { headers });
});
