import type { ArtifactName, Artifacts, Snapshot } from '@/lib/collect/snapshot';
import type { Readings } from '@/lib/history/rates';
import { roundSamples } from '@/lib/history/round-samples';
import type { Trends } from '../rule';
import { trendsOf } from '../trends';
import { trend } from './context';
import { takeArtifacts } from './take-snapshot';

/** Those whose counters are sampled as rates. */
type Counted = Extract<ArtifactName, 'checkpoints' | 'databaseCounters' | 'statementTracking' | 'wal'>;

/** What history tells of an hour in which the server did nothing but this, as if it had taken it so many seconds. */
export async function watched(
  url: string,
  names: Counted | readonly Counted[],
  seconds: number,
  act: () => Promise<unknown>,
): Promise<Trends> {
  const readings: Readings = new Map();
  const collected = [names].flat();
  const sampled = (snapshot: Snapshot) =>
    roundSamples({ collected, snapshot, judgement: null, everySeconds: () => seconds }, readings);
  const before = await takeArtifacts(url, collected);
  sampled(before);
  await act();
  const after = await takeArtifacts(url, collected);
  const values = sampled({ ...after, artifacts: readLater(before.artifacts, after.artifacts, seconds) });
  return trendsOf(values.flatMap(({ metric, value }) => (value === null ? [] : [trend(metric, value)])));
}

/** What was read after, with clocks that stand so many seconds past those of what was read before. */
function readLater(before: Artifacts, after: Artifacts, seconds: number): Artifacts {
  const later = (at: string) => new Date(Date.parse(at) + seconds * 1_000).toISOString();
  const read = Object.entries(after).map(([name, now]) => {
    const was = before[name as Counted];
    if (now.status !== 'ok' || was?.status !== 'ok') throw new Error(`${name} was not read`);
    const [first] = was.rows;
    const clock = first && 'serverClockAt' in first && { serverClockAt: later(first.serverClockAt) };
    return [
      name,
      { ...now, collectedAt: later(was.collectedAt), rows: now.rows.map((row) => ({ ...row, ...clock })) },
    ];
  });
  return Object.fromEntries(read);
}
