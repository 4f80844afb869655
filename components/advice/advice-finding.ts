import type { KeyedFinding } from '@/lib/rules/judge';

/** A finding as the findings endpoint answers it: what the rule said, why it matters, and its life so far. */
export interface AdviceFinding extends KeyedFinding {
  readonly why?: string;
  readonly factLabels?: Readonly<Record<string, { readonly label: string; readonly source: string }>>;
  readonly state: 'open' | 'snoozed' | 'dismissed' | 'applied' | 'fixed' | 'regressed';
  readonly firstSeenAt: string | null;
  readonly lastSeenAt: string | null;
}
