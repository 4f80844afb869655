import clsx from 'clsx';

/** A value at an instant; null is a gap, never a zero. */
export interface SparkPoint {
  readonly at: string;
  readonly value: number | null;
}

const WIDTH = 100;
const HEIGHT = 32;
const PAD = 2;

/** A small line of recent values. Decoration beside a number that is written out, so it is hidden from screen readers. */
export function Sparkline({
  points,
  className,
}: {
  readonly points: readonly SparkPoint[];
  readonly className?: string;
}) {
  const { line, area } = sparkPath(points);
  if (line === '') return null;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className={clsx('text-accent', className)}
    >
      <path d={area} fill="currentColor" opacity={0.08} />
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** The line's path, broken at gaps, and the area under it. */
export function sparkPath(points: readonly SparkPoint[]): { line: string; area: string } {
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (known.length < 2) return { line: '', area: '' };
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index: number) => ((index / (points.length - 1)) * WIDTH).toFixed(1);
  const y = (value: number) =>
    (high === low ? HEIGHT / 2 : HEIGHT - PAD - ((value - low) / (high - low)) * (HEIGHT - 2 * PAD)).toFixed(
      1,
    );
  const runs = runsOf(points);
  const drawn = runs.map((run) => run.map(({ index, value }) => `${x(index)} ${y(value)}`));
  return {
    line: drawn.map((run) => `M${run.join('L')}`).join(''),
    area: runs
      .map(
        (run, i) =>
          `M${x(run[0]?.index ?? 0)} ${HEIGHT}L${drawn[i]?.join('L')}L${x(run.at(-1)?.index ?? 0)} ${HEIGHT}Z`,
      )
      .join(''),
  };
}

function runsOf(points: readonly SparkPoint[]): { index: number; value: number }[][] {
  const runs: { index: number; value: number }[][] = [[]];
  points.forEach(({ value }, index) => {
    if (value === null) runs.push([]);
    else runs.at(-1)?.push({ index, value });
  });
  return runs.filter((run) => run.length > 0);
}
