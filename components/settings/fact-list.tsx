import type { ReactNode } from 'react';
import { Card, CardHeader } from '@/components/ui/card';

export interface FactLine {
  readonly name: string;
  readonly value: ReactNode;
  readonly note?: string;
}

/** Names and values, one a line. */
export function FactList({
  title,
  description,
  facts,
}: {
  readonly title: string;
  readonly description?: string;
  readonly facts: readonly FactLine[];
}) {
  return (
    <Card aria-label={title}>
      <CardHeader title={title} description={description} />
      <dl className="px-5 py-3 text-sm">
        {facts.map(({ name, value, note }) => (
          <div
            key={name}
            className="grid gap-x-6 border-line border-t py-2.5 first:border-t-0 sm:grid-cols-[14rem_1fr]"
          >
            <dt className="text-faint">{name}</dt>
            <dd className="nums min-w-0 break-words">
              {value}
              {note !== undefined && <span className="block text-faint text-xs">{note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
