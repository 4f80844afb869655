import type { DatabaseView } from './database-view';
import { findingsAnswer } from './findings';
import { openFindings } from './open-findings';
import { overviewAnswer } from './overview';

/** What the report of a database says: its overview and all that is open. Throws as `findingsAnswer` does. */
export function reportOf(view: DatabaseView) {
  const { snapshotAt, scoreDetail, outcomes } = findingsAnswer(view);
  const { database, tiles } = overviewAnswer(view, [], Date.parse(snapshotAt));
  return { database, snapshotAt, scoreDetail, outcomes, tiles, open: openFindings(view) };
}
