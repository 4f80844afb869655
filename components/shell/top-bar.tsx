'use client';
import { useIsFetching, useQuery } from '@tanstack/react-query';
import { Menu as MenuIcon, Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { IconButton } from '@/components/ui/button';
import { FreshnessChip } from '@/components/ui/freshness-chip';
import { databasesQuery } from '@/lib/api/databases';
import { Brand } from './brand';
import { usePalette } from './palette-host';
import { screenHref, screenOf } from './screens';
import { ThemeToggle } from './theme-toggle';

const NavigationSheet = dynamic(() => import('./navigation-sheet'), { ssr: false });
// The standard tier's interval: what most of a screen is read at.
const STANDARD_SECONDS = 60;

/** Where one is, how old what is shown is, and the way to everything else. */
export function TopBar({ databaseId }: { readonly databaseId: string | undefined }) {
  const { open } = usePalette();
  return (
    <header className="no-print sticky top-0 z-20 flex h-13 shrink-0 items-center gap-3 border-line border-b bg-canvas/90 px-8 backdrop-blur-md max-lg:px-6 max-sm:gap-1.5 max-sm:px-3">
      {databaseId === undefined ? <Brand /> : <Place databaseId={databaseId} />}
      <div className="ms-auto flex items-center gap-1.5">
        {databaseId !== undefined && <Freshness databaseId={databaseId} />}
        <button
          type="button"
          onClick={() => open()}
          className="flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-faint text-sm transition-colors hover:border-line-strong max-md:hidden"
        >
          <Search aria-hidden="true" className="size-3.5" />
          Search
          <kbd className="ms-5 rounded-sm border border-line px-1 font-sans text-2xs text-faint">⌘K</kbd>
        </button>
        <IconButton label="Search" className="md:hidden" onClick={() => open()}>
          <Search aria-hidden="true" className="size-4" />
        </IconButton>
        <ThemeToggle />
      </div>
    </header>
  );
}

function Place({ databaseId }: { readonly databaseId: string }) {
  const [isSheetOpen, setSheetOpen] = useState(false);
  const { data } = useQuery(databasesQuery());
  const screen = screenOf(usePathname());
  const name = data?.find(({ id }) => id === databaseId)?.name ?? databaseId;
  return (
    <>
      <IconButton label="Open the navigation" className="-ms-1 lg:hidden" onClick={() => setSheetOpen(true)}>
        <MenuIcon aria-hidden="true" className="size-4" />
      </IconButton>
      <nav aria-label="Breadcrumb" className="min-w-0">
        <ol className="flex min-w-0 items-center gap-1.5 text-faint text-sm">
          <li className="max-sm:hidden">
            <Link href="/" className="rounded-sm hover:text-ink">
              Fleet
            </Link>
          </li>
          <li aria-hidden="true" className="max-sm:hidden">
            /
          </li>
          <li className="min-w-0">
            <Link
              href={screenHref(databaseId, '')}
              className="block truncate rounded-sm text-muted hover:text-ink"
            >
              {name}
            </Link>
          </li>
          {screen && (
            <>
              <li aria-hidden="true" className="max-sm:hidden">
                /
              </li>
              <li className="truncate text-ink max-sm:hidden" aria-current="page">
                {screen.label}
              </li>
            </>
          )}
        </ol>
      </nav>
      {isSheetOpen && <NavigationSheet databaseId={databaseId} onClose={() => setSheetOpen(false)} />}
    </>
  );
}

function Freshness({ databaseId }: { readonly databaseId: string }) {
  const { data } = useQuery(databasesQuery());
  const isFetching = useIsFetching() > 0;
  const database = data?.find(({ id }) => id === databaseId);
  if (!database) return null;
  return (
    <FreshnessChip at={database.lastSnapshotAt} everySeconds={STANDARD_SECONDS} isRefreshing={isFetching} />
  );
}
