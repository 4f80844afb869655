import { Bar, BarChart, CartesianGrid, Cell, LabelList, XAxis, YAxis } from 'recharts';
import { AXIS_LOOK } from './plot-look';
import { scaleSteps } from './scale-steps';
import type { WaterfallBar } from './waterfall-bars';

const FILLS: Record<WaterfallBar['kind'], string> = {
  whole: 'var(--state-frozen)',
  saved: 'var(--state-column)',
  possible: 'url(#waterfall-possible)',
};
const NARROW_PX = 520;

/** The part that recharts draws: one bar a row, from where the change begins to where it ends. */
export default function WaterfallPlot({
  bars,
  format,
  widthPx,
  heightPx,
}: {
  readonly bars: readonly WaterfallBar[];
  readonly format: (amount: number) => string;
  readonly widthPx: number;
  readonly heightPx: number;
}) {
  const peak = Math.max(...bars.map(({ span }) => span[1]), 1);
  const steps = scaleSteps(peak, widthPx < NARROW_PX ? 2 : 5, 1_024).filter((step) => step <= peak);
  const labelPx = widthPx < NARROW_PX ? 112 : 200;
  const rows = bars.map((bar) => ({
    ...bar,
    text: isWorse(bar) ? `+${format(bar.amount)}` : format(bar.amount),
  }));
  return (
    <BarChart
      data={rows}
      layout="vertical"
      width={widthPx}
      height={heightPx}
      margin={{ top: 0, right: 72, bottom: 0, left: 0 }}
      barCategoryGap={5}
      accessibilityLayer={false}
    >
      <defs>
        <pattern id="waterfall-possible" width="6" height="6" patternUnits="userSpaceOnUse">
          <rect width="6" height="6" fill="var(--surface)" />
          <path d="M0 6L6 0" stroke="var(--state-column)" strokeWidth="1.4" />
        </pattern>
      </defs>
      <CartesianGrid horizontal={false} stroke="var(--line)" />
      <XAxis
        {...AXIS_LOOK}
        type="number"
        domain={[0, peak]}
        ticks={steps}
        tickFormatter={(value: number) => format(value)}
      />
      <YAxis
        {...AXIS_LOOK}
        type="category"
        dataKey="id"
        width={labelPx}
        axisLine={false}
        interval={0}
        tickFormatter={(_, index: number) => shortened(rows[index]?.label ?? '', labelPx)}
      />
      <Bar dataKey="span" isAnimationActive={false} radius={2} minPointSize={2}>
        {rows.map(({ id, kind, amount }) => (
          <Cell
            key={id}
            fill={isWorse({ kind, amount }) ? 'var(--state-overdue)' : FILLS[kind]}
            {...(kind === 'possible' && { stroke: 'var(--state-column)', strokeDasharray: '3 2' })}
          />
        ))}
        <LabelList dataKey="text" position="right" fill="var(--ink)" fontSize={11} />
      </Bar>
    </BarChart>
  );
}

/** A change that was meant to save and takes more: another colour, and a plus before its number. */
function isWorse({ kind, amount }: Pick<WaterfallBar, 'kind' | 'amount'>): boolean {
  return kind !== 'whole' && amount > 0;
}

/** The axis does not cut what is too long; the whole name is in the table. */
function shortened(text: string, widthPx: number): string {
  const most = Math.floor(widthPx / 6.4);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
