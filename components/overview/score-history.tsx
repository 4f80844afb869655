'use client';
import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import type { Series } from '@/components/charts/series';
import { TimeSeries } from '@/components/charts/time-series';
import { type RangeName, RangePicker, useRange } from '@/components/history/range';
import { Card, CardBody, CardHeader } from '@/components/ui/card';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import type { FindingsAnswer } from '@/lib/api/findings';
import { type SeriesAnswer, seriesQuery } from '@/lib/api/series';
import { count } from '@/lib/format/count';
import { areaWord } from './area-word';

const RANGES: readonly RangeName[] = ['24h', '7d', '30d'];
const FULL_SCORE = 100;

/** The score over time, of the whole and of one category beside it: the lowest one until another is chosen. */
export function ScoreHistory({
  databaseId,
  scoreDetail: { cappedBy, categories },
}: {
  readonly databaseId: string;
  readonly scoreDetail: Pick<FindingsAnswer['scoreDetail'], 'cappedBy' | 'categories'>;
}) {
  const applicable = categories.filter(({ coverageRatio }) => coverageRatio !== null);
  const { name, rangeSeconds, setName } = useRange(RANGES);
  const [chosen, setChosen] = useQueryState('category', parseAsString);
  const category = chosen ?? cappedBy ?? applicable[0]?.category ?? '';
  return (
    <Card aria-label="Score over time">
      <CardHeader
        title="Score over time"
        description="A break is time in which it was withheld, or nothing was recorded"
        aside={
          <>
            <Select
              label="Category"
              options={applicable.map((each) => ({ value: each.category, label: areaWord(each.category) }))}
              value={category}
              onChange={setChosen}
            />
            <RangePicker names={RANGES} name={name} onChange={setName} />
          </>
        }
      />
      <CardBody>
        <Lines databaseId={databaseId} category={category} rangeSeconds={rangeSeconds} />
      </CardBody>
    </Card>
  );
}

function Lines({
  databaseId,
  category,
  rangeSeconds,
}: {
  readonly databaseId: string;
  readonly category: string;
  readonly rangeSeconds: number;
}) {
  const whole = useQuery(seriesQuery(databaseId, { metric: 'score', rangeSeconds }));
  const part = useQuery(
    seriesQuery(databaseId, { metric: 'categoryScore', subject: category, rangeSeconds }),
  );
  const series = useMemo(
    () => [...line('whole', 'Whole', whole.data), ...line('category', areaWord(category), part.data)],
    [whole.data, part.data, category],
  );
  if (whole.isPending || part.isPending) return <Skeleton className="h-52" />;
  if (!whole.data || !part.data)
    return (
      <State kind="unknown" title="History is not available.">
        {(whole.error ?? part.error)?.message}
      </State>
    );
  if (series.length === 0)
    return (
      <State kind="unknown" title="No score was recorded in this time.">
        It is recorded with every snapshot from which it can be worked out.
      </State>
    );
  return <TimeSeries title="Score" unit="of 100" series={series} format={count} leastPeak={FULL_SCORE} />;
}

/** Nothing where nothing was recorded: an empty line would only crowd the legend. */
function line(id: string, label: string, answer: SeriesAnswer | undefined): Series[] {
  const points = (answer?.points ?? []).map(({ at, average }) => ({ at, value: average }));
  return points.some(({ value }) => value !== null) ? [{ id, label, points }] : [];
}
