import { CopyButton } from '@/components/ui/copy-button';
import { ScrollRegion } from '@/components/ui/scroll-region';
import type { QueryPlanAnswer } from '@/lib/api/query-plan';

/** What the server answered, as it is. */
export function RawPlan({ answer: { raw } }: { readonly answer: QueryPlanAnswer }) {
  if (raw === null)
    return (
      <p className="px-5 pb-5 text-muted text-sm">
        This plan was pasted: it stands in the field above as it is.
      </p>
    );
  return (
    <div className="flex flex-col gap-2 px-5 pb-5">
      <div>
        <CopyButton text={raw} what="the plan" />
      </div>
      <ScrollRegion label="Plan as JSON" className="max-h-[40rem] rounded-md border border-line bg-sunken">
        <pre className="px-3.5 py-3 font-mono text-xs leading-5">{raw}</pre>
      </ScrollRegion>
    </div>
  );
}
