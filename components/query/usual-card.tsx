import { Card, CardHeader } from '@/components/ui/card';
import type { QueryAnswer } from '@/lib/api/queries';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { times } from '@/lib/format/ratio';

/** The last hour against the same hour of earlier weeks. */
export function UsualCard({ answer: { usual, usualProblem } }: { readonly answer: QueryAnswer }) {
  return (
    <Card aria-label="Against what is usual">
      <CardHeader
        title="Against what is usual"
        description="The same hour of earlier weeks, the median of them"
      />
      <p className="max-w-prose px-5 pt-2 pb-4 text-sm">
        {usual ? sentence(usual) : <span className="text-muted">Not known. {usualProblem}.</span>}
      </p>
    </Card>
  );
}

function sentence({
  secondsPerCall,
  usualSecondsPerCall,
  windowSeconds,
  samples,
}: NonNullable<QueryAnswer['usual']>): string {
  const now = `A call took ${duration(secondsPerCall)} on average, over ${duration(windowSeconds)} within the last hour (${counted(samples, 'sample')})`;
  if (usualSecondsPerCall === null)
    return `${now}. What is usual at this hour is not known: it takes the same hour of two earlier weeks.`;
  const ratio = usualSecondsPerCall > 0 ? secondsPerCall / usualSecondsPerCall : null;
  return `${now}; at this hour ${duration(usualSecondsPerCall)} are usual${ratio === null ? '' : `, so this is ${times(ratio)} as much`}.`;
}
