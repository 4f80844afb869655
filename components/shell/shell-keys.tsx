'use client';
import { useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useHotkeys } from './hotkeys';
import { SCREENS, screenHref } from './screens';

const KeysHelp = dynamic(() => import('./keys-help'), { ssr: false });

/** The keys that work on every screen: `g` and a letter goes somewhere, `r` reads again, `?` lists them. */
export function ShellKeys({ databaseId }: { readonly databaseId: string | undefined }) {
  const router = useRouter();
  const client = useQueryClient();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const places =
    databaseId === undefined
      ? []
      : SCREENS.map(
          ({ key, path }) => [`g ${key}`, () => router.push(screenHref(databaseId, path))] as const,
        );
  useHotkeys({
    ...Object.fromEntries(places),
    'g f': () => router.push('/'),
    r: () => client.invalidateQueries(),
    '?': () => setHelpOpen(true),
  });
  return isHelpOpen ? <KeysHelp onClose={() => setHelpOpen(false)} /> : null;
}
