import { z } from 'zod';
import { extensionVersionNumber } from '@/lib/db/server';
import file from './postgres-releases.json';

const date = z.iso.date();
const link = z.url({ protocol: /^https$/ });
const release = z.string().regex(/^\d+\.\d+\.\d+$/);

const schema = z.strictObject({
  asOf: date,
  source: link,
  majors: z.array(
    z.strictObject({
      major: z.int(),
      /** The day of its last release. */
      endOfLife: date,
      newestMinor: z.int(),
      /** The oldest minor that has every security fix of its major. */
      secureMinor: z.int(),
    }),
  ),
  /** Minors that harm TimescaleDB. */
  badMinors: z.array(
    z.strictObject({
      release: z.string().regex(/^\d+\.\d+$/),
      severity: z.enum(['critical', 'warning']),
      /** Goes on after the name of the release, and has no full stop. */
      what: z.string(),
      link,
    }),
  ),
  /** From this release of TimescaleDB to the next entry: the majors that it runs on. */
  timescaleSupport: z.array(z.strictObject({ from: release, majors: z.array(z.int()) })),
});

/** PostgreSQL's releases and which of them TimescaleDB runs on: data, brought up to date without touching a rule. */
export const postgresReleases = schema.parse(file);

type Support = (typeof postgresReleases.timescaleSupport)[number];

/** The majors that this release of TimescaleDB runs on; null before the oldest that is listed. */
export function supportedMajors(timescaleVersion: string): readonly number[] | null {
  const version = extensionVersionNumber(timescaleVersion);
  return (
    postgresReleases.timescaleSupport.findLast(({ from }) => extensionVersionNumber(from) <= version)
      ?.majors ?? null
  );
}

/** The first release of TimescaleDB that has left this major behind; null while the newest runs on it. */
export function firstWithout(major: number): string | null {
  const supports = ({ majors }: Support) => majors.includes(major);
  const last = postgresReleases.timescaleSupport.findLastIndex(supports);
  return postgresReleases.timescaleSupport[last + 1]?.from ?? null;
}
