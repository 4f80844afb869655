import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { jobRow, jobRun, jobsAnswer } from './jobs-schema';
import { databasePath } from './paths';
import { getJson } from './request';

export type JobsAnswer = z.infer<typeof jobsAnswer>;
export type JobRow = z.infer<typeof jobRow>;
export type JobRun = z.infer<typeof jobRun>;
export const jobsPath = (databaseId: string) => databasePath(databaseId, 'jobs');

export const jobsQuery = (databaseId: string) =>
  queryOptions({
    queryKey: ['database', databaseId, 'jobs'],
    queryFn: ({ signal }) => getJson<JobsAnswer>(jobsPath(databaseId), signal),
    refetchInterval: 30_000,
  });
