/** What every axis of a recharts plot looks like, in the colours of the theme. */
export const AXIS_LOOK = {
  stroke: 'var(--line)',
  tick: { fill: 'var(--faint)', fontSize: 11 },
  tickLine: false,
} as const;

export const TOOLTIP_LOOK = {
  background: 'var(--surface)',
  border: '1px solid var(--line-strong)',
  borderRadius: 8,
  boxShadow: 'var(--shadow-2)',
  color: 'var(--ink)',
  fontSize: 12,
  padding: '6px 10px',
} as const;
