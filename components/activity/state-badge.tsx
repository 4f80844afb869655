import { Badge } from '@/components/ui/badge';
import type { Session } from '@/lib/api/activity';

/** What a session does, in one word; what it waits for on hover. */
export function StateBadge({
  session: { state, waitType, waitEvent, backendType },
}: {
  readonly session: Session;
}) {
  const waits = waitType === null ? undefined : `${waitType}: ${waitEvent}`;
  const title = waits === undefined ? {} : { title: waits };
  if (waitType === 'Lock')
    return (
      <Badge tone="warning" {...title}>
        waits for a lock
      </Badge>
    );
  if (state?.startsWith('idle in transaction'))
    return (
      <Badge tone="warning" {...title}>
        {state.replace('idle in transaction', 'idle in a transaction')}
      </Badge>
    );
  if (state === 'active')
    return (
      <Badge tone="accent" {...title}>
        at work
      </Badge>
    );
  return <Badge {...title}>{state ?? backendType ?? 'not known'}</Badge>;
}
