'use client';
import dynamic from 'next/dynamic';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { PaletteScope } from './palette-groups';

const Palette = dynamic(() => import('./palette'), { ssr: false });
const PaletteContext = createContext<{ open: (scope?: PaletteScope) => void }>({ open: () => {} });

export function usePalette() {
  return useContext(PaletteContext);
}

/** Holds the palette, which is loaded on the first ⌘K. */
export function PaletteHost({
  databaseId,
  children,
}: {
  readonly databaseId: string | undefined;
  readonly children: ReactNode;
}) {
  const [scope, setScope] = useState<PaletteScope | null>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setScope((current) => (current === null ? 'all' : null));
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const value = useMemo(() => ({ open: (to: PaletteScope = 'all') => setScope(to) }), []);
  return (
    <PaletteContext value={value}>
      {children}
      {scope !== null && <Palette databaseId={databaseId} scope={scope} onClose={() => setScope(null)} />}
    </PaletteContext>
  );
}
