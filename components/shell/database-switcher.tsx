'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronsUpDown } from 'lucide-react';
import { type DatabaseSummary, databasesQuery } from '@/lib/api/databases';
import { usePalette } from './palette-host';
import { StatusDot } from './status-dot';

/** Names the database and opens the palette on the list of databases. */
export function DatabaseSwitcher({ databaseId }: { readonly databaseId: string }) {
  const { open } = usePalette();
  const { data } = useQuery(databasesQuery());
  const database = data?.find(({ id }) => id === databaseId);
  return (
    <button
      type="button"
      onClick={() => open('databases')}
      className="flex h-11 w-full items-center gap-2.5 rounded-lg border border-line bg-surface px-2.5 text-start shadow-card transition-colors hover:border-line-strong"
    >
      <StatusDot status={database?.status ?? 'unknown'} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium text-sm leading-4">{database?.name ?? databaseId}</span>
        <span className="block truncate text-2xs text-faint leading-4">{serverWords(database)}</span>
      </span>
      <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
      <span className="sr-only">, change the database</span>
    </button>
  );
}

function serverWords(database: DatabaseSummary | undefined): string {
  if (!database?.server) return 'not connected yet';
  const { server, timescale } = database;
  return `PostgreSQL ${server}${timescale === null ? '' : ` · TimescaleDB ${timescale}`}`;
}
