import { databasePath } from './paths';

/** Overview and advice of a database as Markdown. */
export const reportPath = (databaseId: string) => databasePath(databaseId, 'report');
