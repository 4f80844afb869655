'use client';
import clsx from 'clsx';
import { type ReactNode, useEffect, useState } from 'react';
import { CopyButton } from './copy-button';

type Highlight = (sql: string) => ReactNode[];

/** A block of SQL with its name and a copy button, wrapped so that nothing hides; readable before the highlighter has arrived. */
export function SqlBlock({
  sql,
  title,
  label = title,
  aside,
  tone = 'plain',
  className,
}: {
  readonly sql: string;
  readonly title: string;
  /** What it is called where the title alone is not unique: "Undo of step 2". */
  readonly label?: string;
  readonly aside?: ReactNode;
  /** `deletes` outlines SQL that deletes data. */
  readonly tone?: 'plain' | 'deletes';
  readonly className?: string;
}) {
  const highlight = useHighlight();
  return (
    <figure
      className={clsx(
        'keep-together min-w-0 overflow-hidden rounded-md border bg-sunken',
        tone === 'deletes' ? 'border-critical-line' : 'border-line',
        className,
      )}
    >
      <figcaption className="flex min-h-9 items-center justify-between gap-3 border-line border-b py-0.5 ps-3.5 pe-1.5">
        <span className="min-w-0 font-medium text-muted text-xs">{title}</span>
        <span className="flex shrink-0 items-center gap-1">
          {aside}
          <CopyButton text={sql} what={`“${label}”`} className="no-print" />
        </span>
      </figcaption>
      <pre className="whitespace-pre-wrap px-3.5 py-3 font-mono text-ink text-xs leading-5 [overflow-wrap:anywhere]">
        <code>{highlight ? highlight(sql) : sql}</code>
      </pre>
    </figure>
  );
}

let loaded: Highlight | null = null;

function useHighlight(): Highlight | null {
  const [highlight, setHighlight] = useState<Highlight | null>(() => loaded);
  useEffect(() => {
    if (highlight) return;
    let isMounted = true;
    import('./highlight-sql').then(({ highlightSql }) => {
      loaded = highlightSql;
      if (isMounted) setHighlight(() => highlightSql);
    });
    return () => {
      isMounted = false;
    };
  }, [highlight]);
  return highlight;
}
