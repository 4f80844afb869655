import { z } from 'zod';
import type { Row } from '@/lib/collect/snapshot';
import { extensionVersionNumber } from '@/lib/db/server';
import file from './upgrade-hazards.json';

const release = z.string().regex(/^\d+\.\d+\.\d+$/);

const hazard = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** Met by an update that leads from before this release to it or beyond. */
  crossing: release,
  /** Only by an update to a release before this one; null: to any. */
  targetBelow: release.nullable(),
  /** Only by an update that starts before this release; null: at any before `crossing`. */
  startBelow: release.nullable(),
  /** What this database must have for it to matter; null where it is any. */
  when: z.enum(['columnstore-foreign-keys', 'narrow-job-history']).nullable(),
  /** Whether the update fails, or breaks what nothing mends afterwards: then it is not to be run. */
  isStop: z.boolean(),
  /** A sentence without its full stop. */
  what: z.string(),
  /** What to do about it, as an order; goes on after a colon. */
  remedy: z.string(),
  link: z.url({ protocol: /^https$/ }),
});
type UpgradeHazard = z.infer<typeof hazard>;

/** Of TimescaleDB's update scripts, from its change log and their source: data, brought up to date without touching a rule. */
const upgradeHazards = z.array(hazard).parse(file);

/** What an update from one release to another meets in this database; where it was not read, all that it could meet. */
export function hazardsOf(
  from: string,
  to: string,
  installations: readonly Row<'timescaleInstallation'>[] | null,
): readonly UpgradeHazard[] {
  const [start, target] = [extensionVersionNumber(from), extensionVersionNumber(to)];
  const [installation] = installations ?? [];
  return upgradeHazards.filter(
    ({ crossing, targetBelow, startBelow, when }) =>
      start < extensionVersionNumber(startBelow ?? crossing) &&
      target >= extensionVersionNumber(crossing) &&
      (targetBelow === null || target < extensionVersionNumber(targetBelow)) &&
      has(when, installation),
  );
}

export const hazardText = ({ what, remedy }: UpgradeHazard): string => `${what}: ${remedy}.`;

function has(when: UpgradeHazard['when'], installation: Row<'timescaleInstallation'> | undefined): boolean {
  if (!installation) return true;
  switch (when) {
    case null:
      return true;
    case 'columnstore-foreign-keys':
      return installation.hasColumnstoreForeignKeys;
    case 'narrow-job-history':
      return installation.hasNarrowJobHistory;
  }
}
