import type { ReactNode } from 'react';

/** The head of a screen: what it is, one sentence that answers its question, and what can be done. */
export function PageHeader({
  title,
  summary,
  eyebrow,
  actions,
}: {
  readonly title: ReactNode;
  /** Null where there is none; undefined until it is known, and its line is kept free. */
  readonly summary: ReactNode;
  readonly eyebrow?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {eyebrow !== undefined && <div className="mb-1 text-faint text-xs">{eyebrow}</div>}
        <h1 className="text-balance font-semibold text-xl tracking-tight">{title}</h1>
        {summary !== null && <div className="mt-1 min-h-5 max-w-3xl text-muted text-sm">{summary}</div>}
      </div>
      {actions !== undefined && <div className="no-print flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
