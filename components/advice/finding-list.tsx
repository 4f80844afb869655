'use client';
import clsx from 'clsx';
import { Badge } from '@/components/ui/badge';
import { RelativeTime } from '@/components/ui/relative-time';
import { SeverityShape, severityWord } from '@/components/ui/severity';
import type { WireFinding } from '@/lib/api/findings';
import { gain } from './gain';
import { effortWord } from './rank';

export interface FindingGroup {
  readonly title: string | null;
  readonly note?: string;
  readonly findings: readonly WireFinding[];
}

/** The ranked findings, under headings where they are grouped. The chosen one is the card beside it. */
export function FindingList({
  groups,
  chosen,
  hrefOf,
  onChoose,
}: {
  readonly groups: readonly FindingGroup[];
  readonly chosen: string | null;
  readonly hrefOf: (finding: WireFinding) => string;
  readonly onChoose: (finding: WireFinding) => void;
}) {
  return (
    <div className="flex flex-col gap-5">
      {groups.map(({ title, note, findings }) => (
        <section key={title ?? 'all'} aria-label={title ?? 'Findings'} className="min-w-0">
          {title !== null && (
            <header className="mb-2 px-1">
              <h2 className="font-medium text-sm">
                {title} <span className="nums font-normal text-faint">{findings.length}</span>
              </h2>
              {note !== undefined && <p className="text-faint text-xs">{note}</p>}
            </header>
          )}
          <ul className="overflow-hidden rounded-lg border border-line bg-surface shadow-card">
            {findings.map((finding) => (
              <li key={finding.key} className="border-line border-t first:border-t-0">
                <FindingRow
                  finding={finding}
                  isChosen={finding.key === chosen}
                  href={hrefOf(finding)}
                  onChoose={() => onChoose(finding)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function FindingRow({
  finding,
  isChosen,
  href,
  onChoose,
}: {
  readonly finding: WireFinding;
  readonly isChosen: boolean;
  readonly href: string;
  readonly onChoose: () => void;
}) {
  const { severity, title, subject, state, firstSeenAt, impact, advice } = finding;
  return (
    <a
      href={href}
      aria-current={isChosen || undefined}
      data-finding={finding.key}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onChoose();
      }}
      className={clsx(
        'flex gap-3 px-4 py-3 transition-colors focus-visible:outline-offset-[-2px]',
        isChosen ? 'bg-hover' : 'hover:bg-hover',
      )}
    >
      <SeverityShape severity={severity} label={`${severityWord(severity)}:`} className="mt-1.5" />
      <span className="flex min-w-0 flex-1 flex-col gap-0.5">
        <span className="break-words font-medium text-sm">{title}</span>
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5 text-faint text-xs">
          <span className="max-w-full truncate font-mono text-2xs">{subject.join('.')}</span>
          <RelativeTime at={firstSeenAt} />
          {state === 'regressed' && <Badge tone="warning">Back again</Badge>}
          {advice?.deletesData && <Badge tone="critical">Deletes data</Badge>}
        </span>
      </span>
      <span className="nums flex max-w-32 shrink-0 flex-col items-end text-end text-xs">
        <span className="line-clamp-2 font-medium">{shortGain(gain(impact))}</span>
        {advice && <span className="text-faint">{effortWord(finding)} effort</span>}
      </span>
    </a>
  );
}

/** A sentence of what is prevented belongs on the card; the row has room for a number. */
function shortGain(text: string | null): string | null {
  return text?.startsWith('Prevents') ? null : text;
}
