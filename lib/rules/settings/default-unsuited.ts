import type { Row } from '@/lib/collect/snapshot';
import type { ServerFacts } from '@/lib/db/server';
import { type Confidence, defineRule, type Finding, type Profile } from '../rule';
import { FIXED_SETTINGS, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

type Setting = Row<'settings'>;

interface Candidate {
  readonly name: string;
  readonly unsuited: string;
  readonly advised: string;
  readonly confidence: Confidence;
  readonly why: string;
  readonly basis: string;
  readonly prevents: string;
  readonly worsens: string;
  applies(setting: Setting, server: ServerFacts, profile: Profile): boolean;
}

/** PostgreSQL 18 raised the default to 16, which is sane; 17 and before begin with 1. */
const IO_SINCE_MAJOR = 18;

const CANDIDATES: readonly Candidate[] = [
  {
    name: 'random_page_cost',
    unsuited: '4',
    advised: '1.1',
    // What the disks are cannot be seen from here; the profile may say it.
    confidence: 'low',
    why: 'A random read that costs four times a sequential one is a spinning disk. On SSDs and on network disks of clouds the planner then shuns indexes. Leave it where the disks do spin.',
    basis: 'timescaledb-tune and pgtune set 1.1 for everything but spinning disks.',
    prevents: 'sequential scans where an index is faster',
    worsens: 'Plans change; on spinning disks for the worse.',
    applies: (_, _server, { diskKind }) => diskKind !== 'hdd',
  },
  {
    name: 'effective_io_concurrency',
    unsuited: '1',
    advised: '200',
    confidence: 'low',
    why: 'One read at a time ahead is what a single spinning disk can do. SSDs and network disks answer many at once.',
    basis: 'pgtune sets 200 for SSDs, timescaledb-tune 256; the default of PostgreSQL 18 is 16.',
    prevents: 'bitmap scans that wait for each page',
    worsens: 'Bitmap scans ask the disks for more at once.',
    applies: (_, { major }, { diskKind }) => major < IO_SINCE_MAJOR && diskKind !== 'hdd',
  },
  {
    name: 'jit',
    unsuited: 'on',
    advised: 'off',
    confidence: 'medium',
    why: 'The plan of a query over many chunks looks expensive enough to be compiled, and compiling it takes longer than running it: every chunk brings expressions of its own.',
    basis: 'timescaledb-tune turns it off.',
    prevents: 'seconds of compilation before a short query',
    worsens: 'Long analytical queries over plain tables lose what compilation gains them.',
    applies: (_, { timescale }) => timescale !== null,
  },
  {
    name: 'default_toast_compression',
    unsuited: 'pglz',
    advised: 'lz4',
    confidence: 'medium',
    why: 'lz4 packs long values several times faster than pglz at about the same size. It counts for values that are written from then on.',
    basis: 'timescaledb-tune sets lz4 from PostgreSQL 14; this build of the server has it.',
    prevents: 'processor time spent on long values',
    worsens: 'A server that was built without lz4 cannot read such values.',
    applies: ({ allowedValues }) => allowedValues?.includes('lz4') ?? false,
  },
];

export default defineRule({
  meta: {
    id: 'settings/default-unsuited',
    title: 'A setting still has a default that was made for other machines',
    why: 'Some of PostgreSQL’s defaults are older than solid disks and than tables of a thousand chunks. They were kept for the sake of those who rely on them.',
    source: 'https://github.com/timescale/timescaledb-tune',
    needs: ['settings'],
    facts: {
      pageCost: { label: 'random_page_cost now', source: 'pg_settings' },
      ioConcurrency: { label: 'effective_io_concurrency now', source: 'pg_settings' },
    },
  },
  check({ settings }, { server, profile }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    return CANDIDATES.flatMap((candidate) => finding(candidate, settings, server, profile));
  },
});

function finding(
  candidate: Candidate,
  settings: readonly Setting[],
  server: ServerFacts,
  profile: Profile,
): Finding[] {
  const { name, unsuited, advised, confidence, why, basis, prevents, worsens } = candidate;
  const setting = settings.find((row) => row.name === name);
  if (
    !setting ||
    !isDefault(setting) ||
    setting.setting !== unsuited ||
    !candidate.applies(setting, server, profile)
  )
    return [];
  const number = (of: string) => (name === of ? Number(setting.setting) : null);
  return [
    {
      subject: [name],
      severity: 'notice',
      // With the disks known there is nothing left to guess.
      confidence: confidence === 'low' && profile.diskKind !== undefined ? 'medium' : confidence,
      title: `Set ${name} to ${advised} instead of its default ${unsuited}`,
      detail: `${why}${settingLimits(setting)}`,
      facts: {
        pageCost: number('random_page_cost'),
        ioConcurrency: number('effective_io_concurrency'),
      },
      impact: { prevents, basis },
      ...settingAdvice({ setting, value: advised, worsens }, server),
    },
  ];
}

/** Whoever wrote a value meant it. Where our own guards hide the source, the boot value is taken for nobody's. */
const isDefault = ({ source, setting, bootValue }: Setting) =>
  source === 'default' || (source === 'session' && setting === bootValue);
