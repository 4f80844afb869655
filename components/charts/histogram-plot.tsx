import { Bar, BarChart, CartesianGrid, Cell, LabelList, XAxis, YAxis } from 'recharts';
import { countShort } from '@/lib/format/count';
import { AXIS_LOOK } from './plot-look';
import { scaleSteps } from './scale-steps';

/** The part that recharts draws. */
export default function HistogramPlot({
  rows,
  widthPx,
  heightPx,
}: {
  readonly rows: readonly { readonly text: string; readonly count: number; readonly isPoor: boolean }[];
  readonly widthPx: number;
  readonly heightPx: number;
}) {
  const steps = scaleSteps(Math.max(...rows.map(({ count }) => count), 0), 3);
  return (
    <BarChart
      data={rows.map((row) => ({ ...row, label: row.count > 0 ? countShort(row.count) : '' }))}
      width={widthPx}
      height={heightPx}
      margin={{ top: 18, right: 0, bottom: 0, left: 0 }}
      barCategoryGap={2}
      accessibilityLayer={false}
    >
      <defs>
        <pattern id="histogram-poor" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--state-overdue)" />
          <path d="M0 6L6 0" stroke="var(--surface)" strokeWidth="1.4" />
        </pattern>
      </defs>
      <CartesianGrid vertical={false} stroke="var(--line)" />
      <XAxis {...AXIS_LOOK} dataKey="text" interval="preserveStartEnd" />
      <YAxis
        {...AXIS_LOOK}
        axisLine={false}
        width={40}
        domain={[0, steps.at(-1) ?? 1]}
        ticks={steps.filter(Number.isInteger)}
        tickFormatter={(value: number) => countShort(value)}
      />
      <Bar
        dataKey="count"
        isAnimationActive={false}
        radius={[2, 2, 0, 0]}
        minPointSize={(value) => (value ? 3 : 0)}
      >
        {rows.map(({ text, isPoor }) => (
          <Cell key={text} fill={isPoor ? 'url(#histogram-poor)' : 'var(--state-column)'} />
        ))}
        <LabelList dataKey="label" position="top" fill="var(--muted)" fontSize={11} />
      </Bar>
    </BarChart>
  );
}
