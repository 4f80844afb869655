import { couldNotLook } from '@/lib/format/could-not-look';
import type { Outcome } from '@/lib/rules/judge';

interface Checked extends Outcome {
  readonly title?: string;
}

const LISTS: readonly { readonly title: string; readonly holds: (outcome: Checked) => boolean }[] = [
  { title: 'Passed', holds: ({ status }) => status === 'passed' },
  { title: 'Could not check', holds: couldNotLook },
  { title: 'Not applicable', holds: ({ status }) => status === 'not-applicable' },
];

/** What was checked and found in order, what could not be checked and why, and what does not apply here. */
export function OutcomeLists({ outcomes }: { readonly outcomes: readonly Checked[] }) {
  return (
    <div className="flex flex-col gap-px overflow-hidden rounded-lg border border-line bg-line shadow-card">
      {LISTS.map(({ title, holds }) => (
        <OutcomeList key={title} title={title} outcomes={outcomes.filter(holds)} />
      ))}
    </div>
  );
}

function OutcomeList({ title, outcomes }: { readonly title: string; readonly outcomes: readonly Checked[] }) {
  return (
    <details className="group bg-surface">
      <summary className="flex min-h-10 items-center gap-2 px-4 text-sm hover:bg-hover">
        <span aria-hidden="true" className="text-faint transition-transform group-open:rotate-90">
          ›
        </span>
        <span className="font-medium">{title}</span>
        <span className="nums text-faint text-xs">{outcomes.length}</span>
      </summary>
      {outcomes.length === 0 ? (
        <p className="px-4 pb-3 ps-9 text-faint text-sm">None.</p>
      ) : (
        <ul className="px-4 pb-3 ps-9 text-sm">
          {outcomes.map(({ rule, title: name, reason }) => (
            <li key={rule} className="border-line border-t py-2 first:border-t-0">
              <span className="text-ink">{name ?? rule}</span>
              {name !== undefined && <span className="ms-2 font-mono text-2xs text-faint">{rule}</span>}
              {reason !== undefined && <span className="block text-muted text-xs">{reason}</span>}
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
