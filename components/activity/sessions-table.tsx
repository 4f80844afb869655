'use client';
import { useMemo } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { Unknown } from '@/components/ui/unknown';
import { type VirtualColumn, VirtualTable } from '@/components/ui/virtual-table';
import type { Session } from '@/lib/api/activity';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { StateBadge } from './state-badge';

/** As many as one reading brings. */
const MOST = 200;

/** All sessions: those in the way first, then the longest transactions. */
export function SessionsTable({ sessions }: { readonly sessions: readonly Session[] }) {
  const columns = useMemo(sessionColumns, []);
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title="Sessions"
        description={`${sessions.length < MOST ? count(sessions.length) : `The first ${MOST}`}; statements are shown without their values.`}
        className="pb-3"
      />
      <VirtualTable
        label="Sessions"
        columns={columns}
        rows={sessions}
        rowKey={({ pid }) => String(pid)}
        heightPx={480}
        minWidthPx={1_000}
      />
    </Card>
  );
}

const ended = (seconds: number | null) =>
  seconds === null ? <Unknown reason="outside a transaction" /> : duration(seconds);

function sessionColumns(): VirtualColumn<Session>[] {
  return [
    { id: 'pid', header: 'Process', width: '5rem', value: ({ pid }) => pid },
    {
      id: 'state',
      header: 'State',
      width: 'minmax(8.5rem, 11rem)',
      value: ({ state }) => state,
      cell: (session) => <StateBadge session={session} />,
    },
    {
      id: 'for',
      header: 'For',
      align: 'end',
      width: '5.5rem',
      value: ({ stateSeconds }) => stateSeconds,
      cell: ({ stateSeconds }) => duration(stateSeconds),
    },
    {
      id: 'transaction',
      header: 'Transaction',
      align: 'end',
      width: '6rem',
      wideOnly: true,
      value: ({ transactionSeconds }) => transactionSeconds,
      cell: ({ transactionSeconds }) => ended(transactionSeconds),
    },
    {
      id: 'locks',
      header: 'Locks',
      align: 'end',
      width: '4rem',
      wideOnly: true,
      value: ({ locksHeld }) => locksHeld,
      cell: ({ locksHeld }) => count(locksHeld),
    },
    {
      id: 'role',
      header: 'Role',
      width: 'minmax(5rem, 8rem)',
      wideOnly: true,
      value: ({ roleName }) => roleName,
      cell: ({ roleName }) => <span title={roleName ?? ''}>{roleName ?? '–'}</span>,
    },
    {
      id: 'application',
      header: 'Application',
      width: 'minmax(6rem, 10rem)',
      wideOnly: true,
      value: ({ applicationName }) => applicationName,
      cell: ({ applicationName, backendType, clientAddress }) => (
        <span className="block truncate" title={`${applicationName} ${clientAddress ?? 'local'}`}>
          {applicationName === '' ? (backendType ?? '–') : applicationName}
        </span>
      ),
    },
    {
      id: 'database',
      header: 'Database',
      width: 'minmax(5rem, 8rem)',
      wideOnly: true,
      value: ({ databaseName }) => databaseName,
    },
    {
      id: 'query',
      header: 'Statement',
      width: 'minmax(10rem, 3fr)',
      wideOnly: true,
      value: ({ query }) => query,
      cell: ({ query }) => (
        <span className="block truncate font-mono text-faint text-xs" title={query ?? ''}>
          {query ?? ''}
        </span>
      ),
    },
  ];
}
