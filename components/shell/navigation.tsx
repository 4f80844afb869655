'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { SEVERITIES, SeverityShape, severityWord } from '@/components/ui/severity';
import { databasesQuery } from '@/lib/api/databases';
import { SCREENS, screenHref, screenOf } from './screens';

export function Navigation({
  databaseId,
  onNavigate,
}: {
  readonly databaseId: string;
  readonly onNavigate?: () => void;
}) {
  const current = screenOf(usePathname());
  return (
    <nav aria-label="Screens">
      <ul className="flex flex-col gap-0.5">
        {SCREENS.map(({ label, path, Icon }) => {
          const isCurrent = current?.path === path;
          return (
            <li key={path}>
              <Link
                href={screenHref(databaseId, path)}
                aria-current={isCurrent ? 'page' : undefined}
                {...(onNavigate && { onClick: onNavigate })}
                className={clsx(
                  'flex h-8 items-center gap-2.5 rounded-md px-2 text-sm transition-colors max-lg:h-11',
                  isCurrent ? 'bg-hover font-medium text-ink' : 'text-muted hover:bg-hover hover:text-ink',
                )}
              >
                <Icon aria-hidden="true" strokeWidth={1.75} className="size-4 shrink-0" />
                <span className="flex-1 truncate">{label}</span>
                {path === '/advice' && <OpenCount databaseId={databaseId} />}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function OpenCount({ databaseId }: { readonly databaseId: string }) {
  const { data } = useQuery(databasesQuery());
  const counts = data?.find(({ id }) => id === databaseId)?.counts;
  const worst = counts && SEVERITIES.find((severity) => counts[severity] > 0);
  if (!counts || !worst) return null;
  const total = SEVERITIES.reduce((sum, severity) => sum + counts[severity], 0);
  return (
    <span className="nums inline-flex items-center gap-1.5 text-faint text-xs">
      <SeverityShape severity={worst} className="size-2" />
      {total}
      <span className="sr-only"> open, the worst is {severityWord(worst).toLowerCase()}</span>
    </span>
  );
}
