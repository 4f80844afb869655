import type { ArtifactName } from '@/lib/collect/snapshot';
import type { Readings } from '@/lib/history/rates';
import { roundSamples } from '@/lib/history/round-samples';
import type { Trends } from '../rule';
import { trendsOf } from '../trends';
import { changedRows } from './changed-rows';
import { trend } from './context';
import { takeArtifacts } from './take-snapshot';

/** What history tells of an hour in which the server did nothing but this, as if it had taken it so many seconds. */
export async function watched(
  url: string,
  name: Extract<ArtifactName, 'databaseCounters' | 'wal'>,
  seconds: number,
  act: () => Promise<unknown>,
): Promise<Trends> {
  const readings: Readings = new Map();
  const sampled = (snapshot: Awaited<ReturnType<typeof takeArtifacts>>) =>
    roundSamples({ collected: [name], snapshot, judgement: null, everySeconds: () => seconds }, readings);
  const before = await takeArtifacts(url, [name]);
  sampled(before);
  await act();
  const row = before.artifacts[name];
  const startedMs = row?.status === 'ok' ? Date.parse(row.rows[0]?.serverClockAt ?? '') : Number.NaN;
  const serverClockAt = new Date(startedMs + seconds * 1_000).toISOString();
  const after = changedRows(await takeArtifacts(url, [name]), name, (one) => ({ ...one, serverClockAt }));
  return trendsOf(
    sampled(after).flatMap(({ metric, value }) => (value === null ? [] : [trend(metric, value)])),
  );
}
