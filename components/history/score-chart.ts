import { count } from '@/lib/format/count';
import type { HistoryChart } from './history-charts';

/** The score of one category over time. */
export const scoreChart = (category: 'security' | 'settings'): HistoryChart => ({
  title: `Score of ${category}`,
  unit: 'of 100',
  format: count,
  leastPeak: 100,
  subject: category,
  lines: [{ metric: 'categoryScore', label: 'score' }],
});
