import { counted } from '@/lib/format/count';
import { defineRule } from '../rule';
import { postgresReleases } from '../shared/versions/postgres-releases';

/** `170006` is 17.6. */
const MINORS = 10_000;

export default defineRule({
  meta: {
    id: 'versions/postgres-minor-unsafe',
    title: 'This minor release of PostgreSQL has known holes, or harms TimescaleDB',
    why: 'A minor release only mends: it needs new packages and a restart, no dump. Leaving it out leaves holes open that are described in public.',
    source: 'https://www.postgresql.org/support/security/',
    needs: [],
    facts: {
      minor: { label: 'Minor release', source: 'server_version_num' },
      secureMinor: { label: 'Oldest with every known security fix', source: 'PostgreSQL’s release notes' },
    },
  },
  check(_, { server }) {
    if (server.engine === 'embedded')
      return { notApplicable: 'The embedded engine is updated with Chunkwise' };
    const { major, versionNumber, timescale } = server;
    const minor = versionNumber % MINORS;
    const { majors, asOf } = postgresReleases;
    const known = majors.find((one) => one.major === major);
    if (!known || minor > known.newestMinor)
      return {
        notRun: `PostgreSQL ${major}.${minor} is not in the list of releases that Chunkwise knows (as of ${asOf})`,
      };
    const { secureMinor } = known;
    const bad = timescale ? badMinor(major, minor) : undefined;
    const isBehind = minor < secureMinor;
    if (!bad && !isBehind) return [];
    return [
      {
        subject: ['postgresql'],
        severity: bad?.severity ?? 'warning',
        confidence: 'high',
        title: isBehind
          ? `Upgrade PostgreSQL from ${major}.${minor} to ${major}.${secureMinor}`
          : `PostgreSQL ${major}.${minor} and TimescaleDB do not go together`,
        detail: [
          ...(bad ? [`PostgreSQL ${bad.release} ${bad.what} (${bad.link}).`] : []),
          ...(isBehind ? behindText(major, minor, secureMinor, timescale !== null) : []),
        ].join(' '),
        facts: { minor, secureMinor },
        impact: {
          prevents: bad
            ? 'crashes and jobs that fail because of the server itself'
            : 'the use of known holes',
          basis: `PostgreSQL's release notes as of ${asOf}.`,
        },
      },
    ];
  },
});

function behindText(major: number, minor: number, secureMinor: number, hasTimescale: boolean): string[] {
  const missed = secureMinor - minor;
  const next = hasTimescale ? badMinor(major, secureMinor) : undefined;
  return [
    `${counted(missed, 'release')} of PostgreSQL ${major} ${missed === 1 ? 'has' : 'have'} come since ${major}.${minor}; the last with security fixes is ${major}.${secureMinor}. Install its packages and restart; no dump and no pg_upgrade is needed.`,
    ...(next ? [`But ${next.release} ${next.what}: test it first.`] : []),
  ];
}

const badMinor = (major: number, minor: number) =>
  postgresReleases.badMinors.find(({ release }) => release === `${major}.${minor}`);
