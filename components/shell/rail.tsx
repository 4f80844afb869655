'use client';
import { Brand } from './brand';
import { DatabaseSwitcher } from './database-switcher';
import { Navigation } from './navigation';

/** Beside the content from 1024 px on; below, the same navigation is in a sheet. */
export function Rail({ databaseId }: { readonly databaseId: string }) {
  return (
    <div className="no-print sticky top-0 flex h-dvh w-60 shrink-0 flex-col gap-4 border-line border-e px-3 py-3.5 max-lg:hidden">
      <div className="px-2 py-1">
        <Brand />
      </div>
      <DatabaseSwitcher databaseId={databaseId} />
      <Navigation databaseId={databaseId} />
      <p className="mt-auto px-2 text-2xs text-faint leading-4">
        Chunkwise reads and never writes. The SQL it shows is yours to run.
      </p>
    </div>
  );
}
