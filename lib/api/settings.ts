import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { databasePath } from './paths';
import { getJson } from './request';
import type { settingsAnswer } from './settings-schema';

export type SettingsAnswer = z.infer<typeof settingsAnswer>;
export const settingsPath = (databaseId: string) => databasePath(databaseId, 'settings');

/** The server's settings, and ours for this database. */
export const settingsQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'settings'],
    queryFn: ({ signal }) => getJson<SettingsAnswer>(settingsPath(databaseId), signal),
    refetchInterval: 300_000,
  });
