import type { Row } from '@/lib/collect/snapshot';
import { count, counted } from '@/lib/format/count';
import { defineRule, type Finding } from '../rule';
import { FIXED_SETTINGS, isOurOwn, settingAdvice, settingLimits } from '../shared/settings/setting-advice';

const CACHED = 'timescaledb.max_cached_chunks_per_hypertable';
const OPEN = 'timescaledb.max_open_chunks_per_insert';

export default defineRule({
  meta: {
    id: 'settings/chunk-cache-too-small',
    title: 'The cache of chunks is smaller than what one statement touches',
    why: 'A session keeps what it knows about chunks. When an insert or a query touches more of one hypertable than fit, each row or plan looks them up in the catalog again.',
    source: 'https://www.tigerdata.com/docs/deploy/self-hosted/configuration/about-configuration',
    needs: ['settings', 'hypertables', 'chunks'],
    facts: {
      cachedChunks: { label: 'Chunks kept for a hypertable', source: `pg_settings: ${CACHED}` },
      openChunks: { label: 'Chunks an insert keeps open', source: `pg_settings: ${OPEN}` },
      mostChunks: { label: 'Chunks of the largest hypertable', source: '_timescaledb_catalog.chunk' },
    },
  },
  check({ settings, hypertables, chunks }, { server }) {
    if (server.engine === 'embedded') return FIXED_SETTINGS;
    const [cached, open] = [CACHED, OPEN].map((name) => settings.find((setting) => setting.name === name));
    if (!cached || !open)
      return { notRun: `${CACHED}: not among the settings, so TimescaleDB was not preloaded` };
    if (isOurOwn(cached) || isOurOwn(open))
      return {
        notRun: 'The monitoring role has a value of its own, which says nothing about other sessions',
      };
    const largest = largestHypertable(hypertables, chunks);
    const facts = {
      cachedChunks: Number(cached.setting),
      openChunks: Number(open.setting),
      mostChunks: largest?.chunks ?? 0,
    };
    const needed = Math.max(facts.openChunks, facts.mostChunks);
    if (facts.cachedChunks >= needed) return [];
    const value = 2 ** Math.ceil(Math.log2(needed));
    const finding: Finding = {
      subject: [CACHED],
      severity: 'notice',
      // Whether a statement touches all chunks of a hypertable cannot be seen from here.
      confidence: facts.openChunks > facts.cachedChunks ? 'high' : 'low',
      title: `Keep ${count(value)} chunks of a hypertable in a session’s cache instead of ${count(facts.cachedChunks)}`,
      detail: [
        ...(facts.openChunks > facts.cachedChunks
          ? [
              `${OPEN} is ${count(facts.openChunks)}: an insert throws out of the cache what it still has open.`,
            ]
          : []),
        ...(largest && facts.mostChunks > facts.cachedChunks
          ? [
              `${largest.name} has ${counted(facts.mostChunks, 'chunk')}. Only statements that touch more than ${count(facts.cachedChunks)} of them are slow; fewer, larger chunks help more.`,
            ]
          : []),
      ]
        .join(' ')
        .concat(settingLimits(cached)),
      facts,
      impact: {
        prevents: 'look-ups of the same chunks over and over',
        basis: `The larger of ${count(facts.openChunks)} open chunks and ${count(facts.mostChunks)} chunks of one hypertable, rounded up to a power of two.`,
      },
      ...settingAdvice(
        { setting: cached, value, worsens: 'Each session may keep that many chunks in its memory.' },
        server,
      ),
    };
    return [finding];
  },
});

function largestHypertable(
  hypertables: readonly Row<'hypertables'>[],
  chunks: readonly Row<'chunks'>[],
): { readonly name: string; readonly chunks: number } | undefined {
  const counts = new Map<number, number>();
  for (const { hypertableId, isTiered } of chunks)
    if (!isTiered) counts.set(hypertableId, (counts.get(hypertableId) ?? 0) + 1);
  return hypertables
    .map(({ schema, name, hypertableId }) => ({
      name: `${schema}.${name}`,
      chunks: counts.get(hypertableId) ?? 0,
    }))
    .sort((a, b) => b.chunks - a.chunks)[0];
}
