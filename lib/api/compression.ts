import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { compressionAnswer, compressionRow, waterfallItem, worstChunk } from './compression-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type CompressionAnswer = z.infer<typeof compressionAnswer>;
export type CompressionRow = z.infer<typeof compressionRow>;
export type WaterfallItem = z.infer<typeof waterfallItem>;
export type WorstChunk = z.infer<typeof worstChunk>;
export const compressionPath = (databaseId: string) => databasePath(databaseId, 'compression');

export const compressionQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'compression'],
    queryFn: ({ signal }) => getJson<CompressionAnswer>(compressionPath(databaseId), signal),
    refetchInterval: 60_000,
  });
