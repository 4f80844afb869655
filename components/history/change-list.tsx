'use client';
import Link from 'next/link';
import { screenHref } from '@/components/shell/screens';
import { RelativeTime } from '@/components/ui/relative-time';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { SeverityShape, severityWord } from '@/components/ui/severity';
import type { Change } from '@/lib/api/changes';

const WORDS: Record<Change['kind'], string> = {
  found: 'Found',
  fixed: 'Fixed',
  regressed: 'Back again',
  reopened: 'Open again',
  decided: 'Decided',
  version: 'Version',
  restart: 'Restart',
  crash: 'Crash',
  promotion: 'Role changed',
  'statistics-reset': 'Statistics reset',
  setting: 'Setting',
  role: 'Rights',
  'host-rule': 'Sign-in',
};

/** What changed, a line each, the newest first; a finding's line leads to it. */
export function ChangeList({
  databaseId,
  label,
  changes,
}: {
  readonly databaseId: string;
  readonly label: string;
  readonly changes: readonly Change[];
}) {
  return (
    <ScrollRegion label={label} className="mt-3 max-h-96 border-line border-t text-sm">
      <ol>
        {changes.map((change) => (
          <li
            key={`${change.at} ${change.kind} ${change.title}`}
            className="border-line border-t first:border-t-0"
          >
            <ChangeRow databaseId={databaseId} change={change} />
          </li>
        ))}
      </ol>
    </ScrollRegion>
  );
}

function ChangeRow({
  databaseId,
  change: { at, kind, title, findingKey, severity },
}: {
  readonly databaseId: string;
  readonly change: Change;
}) {
  const content = (
    <>
      <span className="w-20 shrink-0 text-faint text-xs">{WORDS[kind]}</span>
      <span className="flex min-w-0 flex-1 items-baseline gap-2 break-words">
        {severity !== null && (
          <SeverityShape severity={severity} label={severityWord(severity)} className="size-2" />
        )}
        {title}
      </span>
      <RelativeTime at={at} className="shrink-0 text-faint text-xs" />
    </>
  );
  const className = 'flex items-baseline gap-3 px-5 py-2.5';
  if (findingKey === null) return <div className={className}>{content}</div>;
  return (
    <Link
      href={screenHref(databaseId, `/advice?finding=${encodeURIComponent(findingKey)}`)}
      className={`${className} hover:bg-hover focus-visible:outline-offset-[-2px]`}
    >
      {content}
    </Link>
  );
}
