import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { chunksAnswer } from './chunks-schema';
import { databasePath } from './paths';
import { getPackedJson } from './request';

export type ChunksAnswer = z.infer<typeof chunksAnswer>;
export const chunksPath = (databaseId: string, schema: string, name: string) =>
  databasePath(databaseId, 'hypertables', schema, name, 'chunks');

/** Every chunk of a hypertable as columns, oldest first; compressed once per snapshot on the server. */
export const chunksQuery = (databaseId: string, schema: string, name: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'hypertables', schema, name, 'chunks'],
    queryFn: ({ signal }) => getPackedJson<ChunksAnswer>(chunksPath(databaseId, schema, name), signal),
    refetchInterval: 60_000,
    // Comparing 50,000 rows with the ones before costs more than drawing them.
    structuralSharing: false,
  });
