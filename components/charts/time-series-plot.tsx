import { useMemo } from 'react';
import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { instantShort } from '@/lib/format/instant';
import { AXIS_LOOK, TOOLTIP_LOOK } from './plot-look';
import { type ScaleBase, scaleSteps } from './scale-steps';
import { type Series, seriesRows } from './series';
import { seriesLook } from './series-looks';
import { timeTicks } from './ticks';

const PX_PER_TICK = 76;

/** The part that recharts draws; loaded on its own, because recharts is heavier than the rest of a screen. */
export default function TimeSeriesPlot({
  series,
  format,
  scaleBase,
  leastPeak,
  widthPx,
  heightPx,
}: {
  readonly series: readonly Series[];
  readonly format: (value: number | null) => string;
  readonly scaleBase: ScaleBase;
  readonly leastPeak: number;
  readonly widthPx: number;
  readonly heightPx: number;
}) {
  const rows = useMemo(() => seriesRows(series), [series]);
  const [from, to] = [rows[0]?.atMs ?? 0, rows.at(-1)?.atMs ?? 1];
  const peak = rows.reduce((most, row) => Math.max(most, ...series.map(({ id }) => row[id] ?? 0)), leastPeak);
  const steps = scaleSteps(peak, 4, scaleBase);
  const ticks = timeTicks(
    { from: from * 1_000, to: to * 1_000 },
    Math.max(2, Math.floor(widthPx / PX_PER_TICK)),
  );
  const labels = new Map(ticks.map(({ units, label }) => [units / 1_000, label]));
  return (
    <LineChart
      data={rows}
      width={widthPx}
      height={heightPx}
      margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis
        {...AXIS_LOOK}
        dataKey="atMs"
        type="number"
        domain={[from, to]}
        ticks={[...labels.keys()]}
        tickFormatter={(at: number) => labels.get(at) ?? ''}
      />
      <YAxis
        {...AXIS_LOOK}
        axisLine={false}
        width={64}
        domain={[0, steps.at(-1) ?? 1]}
        ticks={steps}
        tickFormatter={(value: number) => format(value)}
      />
      <Tooltip
        isAnimationActive={false}
        contentStyle={TOOLTIP_LOOK}
        labelFormatter={(at) => `${instantShort(new Date(Number(at)).toISOString(), 'UTC')} UTC`}
        formatter={(value) => format(typeof value === 'number' ? value : null)}
      />
      {series.map(({ id, label }, i) => (
        <Line
          key={id}
          dataKey={id}
          name={label}
          type="linear"
          stroke={seriesLook(i).stroke}
          strokeDasharray={seriesLook(i).dash}
          strokeWidth={1.75}
          dot={({ index, cx, cy, key }) =>
            isLonely(rows, id, index) ? (
              <circle key={key} cx={cx} cy={cy} r={2} fill={seriesLook(i).stroke} />
            ) : (
              <g key={key} />
            )
          }
          connectNulls={false}
          isAnimationActive={false}
        />
      ))}
    </LineChart>
  );
}

/** A point between two gaps has no line to show it. */
function isLonely(rows: ReturnType<typeof seriesRows>, id: string, at: number): boolean {
  const value = (index: number) => rows[index]?.[id] ?? null;
  return value(at) !== null && value(at - 1) === null && value(at + 1) === null;
}
