import { z } from 'zod';
import { extensionVersionNumber } from '@/lib/db/server';
import file from './release-advisories.json';

/** Of a feature that some advisory needs to be in use. */
export const featureSchema = z.enum([
  'columnstore',
  'continuous-aggregates',
  'hierarchical-aggregates',
  'jobs',
  'direct-compress',
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

/** The advisories whose range holds this version, on this major version of PostgreSQL. */
export function advisoriesOf(version: string, postgresMajor: number): readonly ReleaseAdvisory[] {
  const installed = extensionVersionNumber(version);
  return releaseAdvisories.advisories.filter(
    ({ from, fixedIn, postgresFrom = 0, postgresBelow = Number.POSITIVE_INFINITY }) =>
      (from === null || installed >= extensionVersionNumber(from)) &&
      installed < extensionVersionNumber(fixedIn) &&
      postgresMajor >= postgresFrom &&
      postgresMajor < postgresBelow,
  );
}

/** Whether the list cannot know this version, because it came after it. */
export const isNewerThanAdvisories = (version: string): boolean =>
  extensionVersionNumber(version) > extensionVersionNumber(releaseAdvisories.newestRelease);
