'use client';
import { Dialog } from '@/components/ui/dialog';
import { SCREENS } from './screens';

const KEYS: readonly (readonly [string, string])[] = [
  ['⌘K', 'Search databases, hypertables, findings and screens'],
  ['g f', 'Fleet'],
  ...SCREENS.map(({ key, label }) => [`g ${key}`, label] as const),
  ['j  k', 'Next and previous finding'],
  ['c', 'Copy the SQL of the open finding'],
  ['/', 'Filter the list'],
  ['r', 'Read everything again'],
  ['?', 'This list'],
];

export default function KeysHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" description="Single keys can be switched off in Settings." onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2 text-sm">
        {KEYS.map(([keys, meaning]) => (
          <div key={keys} className="contents">
            <dt className="flex gap-1">
              {keys.split(/\s+/).map((key) => (
                <kbd
                  key={key}
                  className="min-w-6 rounded-sm border border-line-strong bg-sunken px-1.5 py-0.5 text-center font-sans text-xs"
                >
                  {key}
                </kbd>
              ))}
            </dt>
            <dd className="text-muted">{meaning}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
