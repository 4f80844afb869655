import type { ServerFacts } from '@/lib/db/server';
import { counted } from '@/lib/format/count';
import { defineRule, type Severity } from '../rule';
import { firstWithout, postgresReleases, supportedMajors } from '../shared/versions/postgres-releases';
import { isNewerThanAdvisories } from '../shared/versions/release-advisories';

const DAY_MS = 86_400_000;
/** Half a year: what a major upgrade takes to plan, test and run (threshold of the operations reference). */
const NOTICE_DAYS = 180;

const HOW_WITH_TIMESCALE =
  'First update TimescaleDB to a release that runs on both majors, then run pg_upgrade with the same release on both sides.';

interface Trouble {
  readonly severity: Severity;
  readonly text: string;
}

export default defineRule({
  meta: {
    id: 'versions/postgres-unsupported',
    title: 'This major version of PostgreSQL is, or soon will be, without support',
    why: 'A major version gets fixes for five years; afterwards a hole that becomes known stays open. TimescaleDB leaves majors behind as well, and with them the way to its own fixes.',
    source: 'https://www.postgresql.org/support/versioning/',
    needs: [],
    facts: {
      major: { label: 'Major version', source: 'server_version_num' },
      daysLeft: {
        label: 'Days until its last release (negative: since)',
        source: 'PostgreSQL’s versioning policy',
      },
    },
  },
  check(_, { server, nowMs }) {
    if (server.engine === 'embedded')
      return { notApplicable: 'The embedded engine is updated with Chunkwise' };
    const { major } = server;
    const { majors, asOf } = postgresReleases;
    if (majors.every((known) => known.major < major))
      return {
        notRun: `PostgreSQL ${major} is newer than the list of releases that Chunkwise knows (as of ${asOf})`,
      };
    const known = majors.find((one) => one.major === major);
    const daysLeft = known ? Math.floor((Date.parse(known.endOfLife) - nowMs) / DAY_MS) : null;
    const troubles = [...support(major, daysLeft, known?.endOfLife), ...timescale(server)];
    const [worst] = [...troubles].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
    if (!worst) return [];
    return [
      {
        subject: ['postgresql'],
        severity: worst.severity,
        confidence: 'high',
        title: `Plan the upgrade of PostgreSQL ${major}`,
        detail: [...troubles.map(({ text }) => text), ...(server.timescale ? [HOW_WITH_TIMESCALE] : [])].join(
          ' ',
        ),
        facts: { major, daysLeft },
        impact: {
          prevents: 'a server whose holes nobody mends',
          basis: `PostgreSQL's versioning policy and TimescaleDB's build, as of ${asOf}.`,
        },
      },
    ];
  },
});

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, notice: 2 };

function support(major: number, daysLeft: number | null, endOfLife: string | undefined): Trouble[] {
  if (daysLeft === null)
    return [{ severity: 'warning', text: `PostgreSQL ${major} has had no fixes for years.` }];
  if (daysLeft < 0)
    return [
      {
        severity: 'warning',
        text: `PostgreSQL ${major} gets no fixes any more, security fixes included, since ${endOfLife}.`,
      },
    ];
  if (daysLeft > NOTICE_DAYS) return [];
  return [
    {
      severity: 'notice',
      text: `PostgreSQL ${major} gets its last fixes on ${endOfLife}, in ${counted(daysLeft, 'day')}.`,
    },
  ];
}

function timescale({ timescale: installed, major }: ServerFacts): Trouble[] {
  // Of a release that came after the list nothing is known; `release-advisory` says so.
  if (!installed || isNewerThanAdvisories(installed.version)) return [];
  const supported = supportedMajors(installed.version);
  if (supported && !supported.includes(major))
    return [
      {
        severity: 'warning',
        text: `TimescaleDB ${installed.version} is made for PostgreSQL ${supported.join(', ')}, not for ${major}.`,
      },
    ];
  const left = firstWithout(major);
  return left === null
    ? []
    : [
        {
          severity: 'warning',
          text: `TimescaleDB ${left} and later, with all their fixes, do not run on PostgreSQL ${major}.`,
        },
      ];
}
