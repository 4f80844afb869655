import { FlaskConical } from 'lucide-react';

/** What this screen cannot say yet, said so: other settings have to be measured on real rows. */
export function LabNote() {
  return (
    <aside
      aria-label="Not measured yet"
      className="flex gap-3 rounded-lg border border-line border-dashed px-5 py-4 text-muted text-sm"
    >
      <FlaskConical aria-hidden="true" strokeWidth={1.5} className="mt-0.5 size-4 shrink-0 text-faint" />
      <p className="max-w-prose">
        Whether another segment by or order by would compress better is not estimated here: it depends on your
        rows. The lab will measure candidates on a sample of them; this version does not have it yet.
      </p>
    </aside>
  );
}
