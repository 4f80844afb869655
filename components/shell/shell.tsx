'use client';
import type { ReactNode } from 'react';
import { DemoBanner } from './demo-banner';
import { PaletteHost } from './palette-host';
import { Rail } from './rail';
import { ShellKeys } from './shell-keys';
import { TopBar } from './top-bar';

/** The frame of every screen: the rail beside it, the bar above it; without a database, the bar alone. */
export function Shell({
  databaseId,
  children,
}: {
  readonly databaseId?: string;
  readonly children: ReactNode;
}) {
  return (
    <PaletteHost databaseId={databaseId}>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-ink px-3 py-2 text-on-ink text-sm focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <ShellKeys databaseId={databaseId} />
      <div className="flex min-h-dvh">
        {databaseId !== undefined && <Rail databaseId={databaseId} />}
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar databaseId={databaseId} />
          <DemoBanner databaseId={databaseId} />
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto w-full max-w-[88rem] flex-1 px-8 py-7 outline-none max-lg:px-6 max-sm:px-4 max-sm:py-5"
          >
            {children}
          </main>
        </div>
      </div>
    </PaletteHost>
  );
}
