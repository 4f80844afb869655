import { Badge } from '@/components/ui/badge';
import type { Rehearsal } from '@/lib/lab/rehearsal/rehearsal';

/** The outcome of a rehearsal in a word or two. */
export function RehearsalBadge({ rehearsal }: { readonly rehearsal: Rehearsal | null }) {
  if (!rehearsal) return <Badge tone="outline">Not run</Badge>;
  if (rehearsal.status === 'passed')
    return <Badge tone="good">✓ Passed on TimescaleDB {rehearsal.sandbox?.timescale}</Badge>;
  if (rehearsal.status === 'failed') return <Badge tone="critical">✕ Failed</Badge>;
  return <Badge tone="neutral">Not rehearsable here</Badge>;
}
