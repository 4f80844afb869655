import type { KeptRound } from '@/lib/history/kept-round';
import type { Readings } from '@/lib/history/rates';
import { roundSamples } from '@/lib/history/round-samples';
import { type SubjectTrend, trendsOf } from '../trends';

/** What history would keep of a monitor's rounds, and tell of them as of the last hour. */
export class SampledRounds {
  readonly #readings: Readings = new Map();
  readonly #series = new Map<
    string,
    { readonly metric: string; readonly subject: string; readonly values: number[] }
  >();

  take(round: KeptRound): void {
    for (const { metric, subject, value } of roundSamples(round, this.#readings)) {
      const key = `${metric} ${subject}`;
      const series = this.#series.get(key) ?? { metric, subject, values: [] };
      if (value !== null) series.values.push(value);
      this.#series.set(key, series);
    }
  }

  /** As if the rounds had been taken over so many seconds, and earlier weeks had been the same. */
  trends(windowSeconds: number) {
    return trendsOf([...this.#series.values()].map((series) => trendOf(series, windowSeconds)));
  }
}

function trendOf(
  { metric, subject, values }: { metric: string; subject: string; values: readonly number[] },
  windowSeconds: number,
): SubjectTrend {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    metric,
    subject,
    average,
    least: Math.min(...values),
    greatest: Math.max(...values),
    first: values[0] ?? average,
    last: values.at(-1) ?? average,
    samples: values.length,
    windowSeconds,
    usual: average,
    hours: 1,
    watchedHours: 1,
  };
}
