import { z } from 'zod';
import { extensionVersionNumber, type ServerFacts } from '@/lib/db/server';
import file from './release-advisories.json';

/** Of a feature that some advisory needs to be in use. */
export const featureSchema = z.enum([
  'columnstore',
  'continuous-aggregates',
  'hierarchical-aggregates',
  'jobs',
  'direct-compress-insert',
  'columnar-index-scan',
  'chunk-skipping',
]);
export type Feature = z.infer<typeof featureSchema>;

const release = z.string().regex(/^\d+\.\d+\.\d+$/);
const date = z.iso.date();
const link = z.url({ protocol: /^https$/ });

const advisory = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  kind: z.enum(['security', 'disclosure', 'data-loss', 'wrong-result', 'stuck', 'restore', 'slow']),
  /** First release that has the fault; null where the change log does not say. */
  from: release.nullable(),
  /** First release without it. */
  fixedIn: release,
  /** The feature that must be in use for it to matter; null where the catalog cannot tell. */
  when: featureSchema.nullable(),
  /** Only on PostgreSQL majors from the first and below the second. */
  postgresFrom: z.int().optional(),
  postgresBelow: z.int().optional(),
  /** Only from this minor on, by major; a major that is not named is without the fault. */
  postgresMinors: z.record(z.string(), z.int()).optional(),
  /** A sentence without its full stop. */
  what: z.string(),
  /** What helps until the upgrade; goes on after “Until then ”. */
  until: z.string().optional(),
  link,
});
export type ReleaseAdvisory = z.infer<typeof advisory>;

const schema = z.strictObject({
  /** When the change log was read. */
  asOf: date,
  newestRelease: release,
  source: link,
  /** Newest release for each major version of PostgreSQL. */
  newestFor: z.record(z.string(), release),
  advisories: z.array(advisory),
});

/** Known faults of TimescaleDB's releases, from its change log: data, brought up to date without touching a rule. */
export const releaseAdvisories = schema.parse(file);

type Postgres = Pick<ServerFacts, 'major' | 'versionNumber'>;

/** The advisories whose range holds this version, on this version of PostgreSQL. */
export function advisoriesOf(version: string, postgres: Postgres): readonly ReleaseAdvisory[] {
  const installed = extensionVersionNumber(version);
  return releaseAdvisories.advisories.filter(
    (advisory) =>
      (advisory.from === null || installed >= extensionVersionNumber(advisory.from)) &&
      installed < extensionVersionNumber(advisory.fixedIn) &&
      isOn(postgres, advisory),
  );
}

function isOn(
  { major, versionNumber }: Postgres,
  { postgresFrom = 0, postgresBelow = Number.POSITIVE_INFINITY, postgresMinors }: ReleaseAdvisory,
): boolean {
  if (major < postgresFrom || major >= postgresBelow) return false;
  if (!postgresMinors) return true;
  const firstMinor = postgresMinors[String(major)];
  return firstMinor !== undefined && versionNumber % 10_000 >= firstMinor;
}

/** Whether the list cannot know this version, because it came after it. */
export const isNewerThanAdvisories = (version: string): boolean =>
  extensionVersionNumber(version) > extensionVersionNumber(releaseAdvisories.newestRelease);
