import type { ReactNode } from 'react';

/** Names and values, a line each. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="px-5 py-3 text-sm">
      {facts.map(([name, value]) => (
        <div
          key={name}
          className="flex flex-wrap justify-between gap-x-4 border-line border-t py-2 first:border-t-0"
        >
          <dt className="text-muted">{name}</dt>
          <dd className="nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
