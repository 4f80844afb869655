import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { WireFinding } from './findings';
import type { hypertableAnswer } from './hypertable-schema';
import { databasePath } from './paths';
import { getJson } from './request';

type Described = z.infer<typeof hypertableAnswer>;
export type HypertableAnswer = Omit<Described, 'findings'> & { readonly findings: readonly WireFinding[] };

export const hypertablePath = (databaseId: string, schema: string, name: string) =>
  databasePath(databaseId, 'hypertables', schema, name);

export const hypertableQuery = (databaseId: string, schema: string, name: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'hypertables', schema, name],
    queryFn: ({ signal }) => getJson<HypertableAnswer>(hypertablePath(databaseId, schema, name), signal),
    refetchInterval: 60_000,
  });
