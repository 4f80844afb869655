import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { State } from '@/components/ui/state';
import type { Session } from '@/lib/api/activity';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { type BlockingRow, blockingRows } from './blocking-rows';
import { StateBadge } from './state-badge';

/** Who is in the way of whom: the one to look at stands at the left. */
export function BlockingTree({ sessions }: { readonly sessions: readonly Session[] }) {
  const rows = blockingRows(sessions);
  return (
    <Card>
      <CardHeader
        title="Who waits for whom"
        description={
          rows.length === 0
            ? undefined
            : 'Each session stands below the one that is in its way. What is at the left has to end first.'
        }
      />
      {rows.length === 0 ? (
        <State kind="good" title="Nobody waits for a lock." />
      ) : (
        <ul aria-label="Sessions that wait, below who is in their way" className="px-5 pt-2 pb-4">
          {rows.map((row) => (
            <Line key={row.key} row={row} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const MOST_INDENT = 6;

function Line({ row: { pid, session, depth, behind } }: { readonly row: BlockingRow }) {
  return (
    <li
      className="border-line border-t py-2.5 text-sm first:border-t-0"
      style={{ paddingInlineStart: `${Math.min(depth, MOST_INDENT) * 1.25}rem` }}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="nums font-medium">{pid === 0 ? 'Prepared transaction' : pid}</span>
        {session ? (
          <>
            <span className="min-w-0 break-words">
              {session.roleName ?? '–'}
              {session.applicationName !== '' && (
                <span className="text-faint"> · {session.applicationName}</span>
              )}
            </span>
            <StateBadge session={session} />
          </>
        ) : (
          pid !== 0 && <span className="text-faint">gone by now</span>
        )}
        {depth === 0 && behind > 0 && <Badge tone="critical">{counted(behind, 'session')} behind it</Badge>}
      </div>
      {session?.waitsFor && (
        <p className="mt-0.5 break-words text-muted text-xs">
          waits {duration(session.waitSeconds)} for {session.waitsFor}
        </p>
      )}
      {session && depth === 0 && session.transactionSeconds !== null && (
        <p className="mt-0.5 text-muted text-xs">
          its transaction is open for {duration(session.transactionSeconds)}
        </p>
      )}
      {session?.query && (
        <p className="mt-0.5 truncate font-mono text-faint text-xs" title={session.query}>
          {session.query}
        </p>
      )}
    </li>
  );
}
