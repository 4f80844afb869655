import { collectors, type Snapshot } from '@/lib/collect/snapshot';
import type { Readings } from '@/lib/history/rates';
import { roundSamples } from '@/lib/history/round-samples';
import { tierOfMetric } from '../sampled-every';

/** Metrics that are sampled by another tier than is told of them: charts would be full of gaps, or draw over them. */
export function sampledOtherwise(snapshot: Snapshot): readonly string[] {
  return Object.values(collectors).flatMap(({ name, tier }) => {
    const round = { collected: [name], snapshot, judgement: null, everySeconds: () => 10 };
    // Once more 20 s later, so that there are rates as well.
    const readings: Readings = new Map();
    roundSamples(round, readings);
    for (const [key, reading] of readings) readings.set(key, { ...reading, atMs: reading.atMs - 20_000 });
    return (
      roundSamples(round, readings)
        // Statements are read every minute, and sampled as often as chunks are.
        .filter(({ metric }) => !metric.startsWith('statement') || name !== 'statements')
        .filter(({ metric, subject }) => tierOfMetric(metric, subject) !== tier)
        .map(({ metric }) => `${metric} of ${name}`)
    );
  });
}
