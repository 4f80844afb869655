import type { z } from 'zod';
import type { hypotheticalIndexAnswer } from './hypothetical-index-schema';
import { databasePath } from './paths';
import { send } from './request';

export type HypotheticalIndexAnswer = z.infer<typeof hypotheticalIndexAnswer>;

/** Plans the statements that an index is proposed for, with it and without. */
export const checkHypotheticalIndex = (databaseId: string, key: string) =>
  send<HypotheticalIndexAnswer>('POST', databasePath(databaseId, 'findings', key, 'hypothetical-index'));
