import { Card, CardHeader } from '@/components/ui/card';
import { ProgressBar } from '@/components/ui/progress-bar';
import { State } from '@/components/ui/state';
import type { Work } from '@/lib/api/activity';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';

const UNIT_WORDS = { blocks: 'blocks', indexes: 'indexes', sessions: 'sessions waited for' } as const;

/** Long work under way: how far it is, and how much longer its phase takes. */
export function ProgressCard({ work }: { readonly work: readonly Work[] }) {
  return (
    <Card>
      <CardHeader
        title="Under way"
        description={work.length === 0 ? undefined : 'Vacuums, index builds, copies and backups.'}
      />
      {work.length === 0 ? (
        <State kind="empty" title="No vacuum, index build, copy or backup runs." />
      ) : (
        <ul aria-label="Work under way" className="flex flex-col px-5 pt-2 pb-4">
          {work.map((one) => (
            <Line key={one.pid} work={one} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Line({ work }: { readonly work: Work }) {
  const { command, relation, databaseName, phase, done, total, elapsedSeconds, remainingSeconds } = work;
  const ratio = done !== null && total !== null && total > 0 ? Math.min(1, done / total) : null;
  return (
    <li className="border-line border-t py-2.5 text-sm first:border-t-0">
      <div className="flex flex-wrap justify-between gap-x-4">
        <span className="min-w-0 break-words font-medium">
          {command} <span className="font-normal">{relation ?? databaseName ?? ''}</span>
        </span>
        <span className="nums text-muted">{ratio === null ? '' : percent(ratio)}</span>
      </div>
      <ProgressBar
        label={`${command}: ${phase}`}
        ratio={ratio}
        text={ratio === null ? phase : percent(ratio)}
        className="my-1.5"
      />
      <p className="text-faint text-xs">
        {phase}
        {amount(work)} · runs for {duration(elapsedSeconds)}
        {remainingSeconds !== null && ` · this phase takes about ${duration(remainingSeconds)} more`}
      </p>
    </li>
  );
}

function amount({ done, total, unit }: Work): string {
  if (done === null || total === null || unit === null) return '';
  return unit === 'bytes'
    ? `, ${bytes(done)} of ${bytes(total)}`
    : `, ${count(done)} of ${count(total)} ${UNIT_WORDS[unit]}`;
}
