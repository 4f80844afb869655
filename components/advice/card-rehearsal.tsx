'use client';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from '@/components/ui/button';
import { ProgressLine } from '@/components/ui/progress-line';
import { RelativeTime } from '@/components/ui/relative-time';
import { useStream } from '@/components/ui/use-stream';
import { findingsQuery, type WireFinding } from '@/lib/api/findings';
import { rehearseFinding } from '@/lib/api/rehearsal';
import { CardSection } from './card-section';
import { RehearsalBadge } from './rehearsal-badge';
import { RehearsalReport } from './rehearsal-report';

/** Runs the statements of a finding in a sandbox, and what that showed. */
export function CardRehearsal({
  databaseId,
  finding,
}: {
  readonly databaseId: string;
  readonly finding: WireFinding;
}) {
  const client = useQueryClient();
  const { progress, error, start, cancel } = useStream(
    (reader) => rehearseFinding(databaseId, finding.key, reader),
    () => client.invalidateQueries(findingsQuery(databaseId)),
  );
  const { rehearsal } = finding;
  return (
    <CardSection
      title="Rehearsal"
      aside={
        progress ? (
          <Button size="sm" onClick={cancel}>
            Cancel
          </Button>
        ) : (
          <Button size="sm" onClick={start}>
            {rehearsal ? 'Rehearse again' : 'Rehearse'}
          </Button>
        )
      }
    >
      {progress ? (
        <ProgressLine label="Progress of the rehearsal" {...progress} />
      ) : (
        <p className="flex max-w-prose flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
          <RehearsalBadge rehearsal={rehearsal} />
          {rehearsal ? (
            <span>
              {rehearsal.reason ?? 'Every statement ran, the verification answered as promised.'}{' '}
              <span className="text-faint">
                <RelativeTime at={rehearsal.rehearsedAt} />
              </span>
            </span>
          ) : (
            <span>
              Rebuilds what this touches in a throw-away TimescaleDB on this machine, with made-up rows, and
              runs the steps, the verification and the undo there. Your database is not asked.
            </span>
          )}
        </p>
      )}
      {error && (
        <p role="alert" className="text-critical text-sm">
          {error.message}. {error.hint}
        </p>
      )}
      {!progress && rehearsal && rehearsal.statements.length > 0 && <RehearsalReport rehearsal={rehearsal} />}
    </CardSection>
  );
}
