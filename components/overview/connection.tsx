import { RelativeTime } from '@/components/ui/relative-time';
import type { DatabaseSummary } from '@/lib/api/databases';

/** A lost connection is said once, calmly, with what is being tried; the data below stays. */
export function Connection({
  database: { error, statusSince, retryAt, lastSnapshotAt },
}: {
  readonly database: DatabaseSummary;
}) {
  if (error === null) return null;
  return (
    <div
      role="status"
      className="mb-6 rounded-lg border border-warning-line bg-warning-soft px-4 py-3 text-sm"
    >
      <p className="font-medium text-warning-ink">
        {error.message}
        {statusSince !== null && (
          <>
            , since <RelativeTime at={statusSince} />
          </>
        )}
        .
      </p>
      <p className="text-muted">
        {error.hint}{' '}
        {lastSnapshotAt === null ? 'There is no snapshot yet.' : 'What is shown is the last snapshot.'}
        {retryAt !== null && (
          <>
            {' '}
            Tried again <RelativeTime at={retryAt} />.
          </>
        )}
      </p>
    </div>
  );
}
