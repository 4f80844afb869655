'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import { CopyButton } from '@/components/ui/copy-button';
import { type DatabaseSummary, databasesQuery } from '@/lib/api/databases';
import { DemoSteps } from './demo-steps';

/** Says that these are demo databases, how to try the SQL on them, and how to connect one's own. */
export function DemoBanner({ databaseId }: { readonly databaseId: string | undefined }) {
  const { data } = useQuery(databasesQuery());
  const demos = (data ?? []).filter(({ demo }) => demo !== null);
  const isHere = databaseId === undefined || demos.some(({ id }) => id === databaseId);
  if (demos.length === 0 || !isHere) return null;
  return (
    <details className="no-print group border-line border-b bg-sunken text-sm">
      <summary className="flex min-h-10 items-center gap-2.5 px-8 py-2 hover:bg-hover max-lg:px-6 max-sm:px-4">
        <span className="min-w-0 text-muted">
          <span className="font-medium text-ink">Demo databases</span> with planted problems and live load.
          <span className="max-sm:hidden"> Try the SQL of any card on them, or connect your own.</span>
        </span>
        <ChevronDown
          aria-hidden="true"
          className="size-4 shrink-0 text-faint transition-transform group-open:rotate-180"
        />
      </summary>
      <div className="grid gap-8 px-8 pt-2 pb-6 max-lg:px-6 max-sm:px-4 lg:grid-cols-2">
        <section aria-label="Try the SQL">
          <h2 className="mb-2 font-medium">Try the SQL</h2>
          <p className="mb-3 max-w-prose text-muted">
            Connect with psql, paste what a card says, and watch the finding go with the next snapshots.
          </p>
          <ul className="flex flex-col gap-2">
            {demos.map((database) => (
              <PsqlLine key={database.id} database={database} />
            ))}
          </ul>
        </section>
        <DemoSteps />
      </div>
    </details>
  );
}

function PsqlLine({ database: { name, demo } }: { readonly database: DatabaseSummary }) {
  if (!demo) return null;
  return (
    <li className="flex min-w-0 flex-col rounded-md border border-line bg-surface">
      <div className="flex items-center justify-between gap-2 border-line border-b ps-3 pe-1">
        <span className="text-muted text-xs">{name}</span>
        <CopyButton text={demo.psql} what={`the psql line of ${name}`} />
      </div>
      <code className="break-all px-3 py-2 font-mono text-xs">{demo.psql}</code>
    </li>
  );
}
