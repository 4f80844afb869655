import type { Severity } from '@/lib/rules/rule';
import type { Grouping, View } from './advice-filters';

/** What the address says about the Advice screen. */
export interface BoardFilter {
  readonly view: View;
  readonly severity: Severity[];
  readonly area: string;
  readonly group: Grouping;
  readonly q: string;
  /** The key of the finding whose card is open. */
  readonly finding: string | null;
}

/** Changes the address; null puts a part back to its default. */
export type OnFilter = (
  change: { -readonly [Part in keyof BoardFilter]?: BoardFilter[Part] | null },
  options?: { readonly history: 'push' | 'replace' },
) => void;
