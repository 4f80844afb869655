import { Card, CardHeader } from '@/components/ui/card';
import type { ActivityAnswer, Session } from '@/lib/api/activity';
import { count } from '@/lib/format/count';

type Activity = NonNullable<ActivityAnswer['activity']>;
type Bar = readonly [label: string, sessions: number];

interface Props {
  readonly activity: Activity;
  readonly sessions: readonly Session[] | null;
}

/** Clients by what they do, and those at work by what they wait for. */
export function StatesCard({ activity, sessions }: Props) {
  return (
    <Card>
      <CardHeader title="What sessions do" />
      {activity.clients === null ? (
        <p className="px-5 pb-4 text-muted text-sm">Sessions of other roles are hidden.</p>
      ) : (
        <States activity={activity} sessions={sessions} />
      )}
    </Card>
  );
}

function States({ activity, sessions }: Props) {
  const onProcessor = sessions?.filter(
    ({ state, waitType, backendType }) =>
      state === 'active' && waitType === null && backendType === 'client backend',
  ).length;
  const states: Bar[] = [
    ['at work', activity.active ?? 0],
    ['idle', activity.idle ?? 0],
    ['idle in a transaction', activity.idleInTransaction ?? 0],
    ['idle in a failed transaction', activity.idleInTransactionAborted ?? 0],
  ];
  const waits: Bar[] = [
    ...(onProcessor ? [['runs on a processor', onProcessor] as const] : []),
    ...(activity.waits ?? [])
      .slice(0, 6)
      .map(({ type, event, sessions: many }) => [`${type}: ${event}`, many] as const),
  ];
  return (
    <>
      <Bars
        label="Clients by state"
        bars={states.filter(([label, many]) => many > 0 || label === 'at work')}
      />
      <h3 className="px-5 text-faint text-xs">Those at work wait for</h3>
      {waits.length === 0 ? (
        <p className="px-5 pt-1 pb-4 text-muted text-sm">Nobody is at work.</p>
      ) : (
        <Bars label="Sessions at work by what they wait for" bars={waits} />
      )}
    </>
  );
}

function Bars({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(([, many]) => many));
  return (
    <ul aria-label={label} className="flex flex-col gap-1.5 px-5 pt-2 pb-4 text-sm">
      {bars.map(([name, many]) => (
        <li
          key={name}
          className="grid grid-cols-[minmax(0,12rem)_1fr_3rem] items-center gap-3 max-sm:grid-cols-[minmax(0,9rem)_1fr_2rem]"
        >
          <span className="truncate text-muted" title={name}>
            {name}
          </span>
          <span aria-hidden="true" className="h-1.5 rounded-full bg-hover">
            <span
              className="block h-full rounded-full bg-accent"
              style={{ width: `${(100 * many) / most}%` }}
            />
          </span>
          <span className="nums text-end">{count(many)}</span>
        </li>
      ))}
    </ul>
  );
}
