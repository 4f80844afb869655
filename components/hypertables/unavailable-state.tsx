'use client';
import clsx from 'clsx';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { SqlBlock } from '@/components/ui/sql-block';
import { State } from '@/components/ui/state';
import type { MissingArtifact } from './missing-artifact';

/** Stands where a screen's data would, when the database does not have it or does not show it to us. */
export function UnavailableState({ missing }: { readonly missing: readonly MissingArtifact[] }) {
  const [first] = missing;
  const isDenied = missing.some(({ grantSql }) => grantSql !== null);
  const reason = first?.reason ?? 'The first snapshot is still being taken';
  return (
    <Card>
      <State
        kind={isDenied ? 'denied' : 'unknown'}
        title={isDenied ? 'Not permitted to look' : 'Nothing to show here'}
      >
        {reason}.
      </State>
      <Mends missing={missing} />
    </Card>
  );
}

/** Above data that is there, what is not, with the grant that mends it. Says nothing when everything was read. */
export function MissingNote({
  missing,
  className = 'mb-4',
}: {
  readonly missing: readonly MissingArtifact[];
  readonly className?: string;
}) {
  const [isOpen, setOpen] = useState(false);
  if (missing.length === 0) return null;
  return (
    <details
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      className={clsx(className, 'rounded-lg border border-line bg-surface px-4 py-2.5 text-sm')}
    >
      <summary className="cursor-pointer text-muted">
        {missing.length === 1 ? 'One thing' : `${missing.length} things`} could not be read; what depends on
        it is drawn as “–”.
      </summary>
      <ul className="mt-2 flex flex-col gap-2 text-muted text-sm">
        {missing.map(({ artifact, reason }) => (
          <li key={artifact}>
            <span className="font-mono text-ink text-xs">{artifact}</span>: {reason}.
          </li>
        ))}
      </ul>
      {isOpen && <Mends missing={missing} />}
    </details>
  );
}

function Mends({ missing }: { readonly missing: readonly MissingArtifact[] }) {
  const grants = [...new Set(missing.flatMap(({ grantSql }) => (grantSql === null ? [] : [grantSql])))];
  const revokes = [...new Set(missing.flatMap(({ revokeSql }) => (revokeSql === null ? [] : [revokeSql])))];
  if (grants.length === 0) return null;
  return (
    <div className="mx-auto flex max-w-2xl flex-col gap-3 px-5 py-4">
      <SqlBlock sql={grants.join('\n')} title="This mends it" />
      {revokes.length > 0 && <SqlBlock sql={revokes.join('\n')} title="And this takes it back" />}
    </div>
  );
}
