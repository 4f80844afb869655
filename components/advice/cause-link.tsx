import Link from 'next/link';
import { findingHref } from '@/components/hypertables/hypertable-href';
import type { WireFinding } from '@/lib/api/findings';

/** Leads from a symptom to the finding that it follows from. */
export function CauseLink({
  databaseId,
  finding: { causeKey },
}: {
  readonly databaseId: string;
  readonly finding: WireFinding;
}) {
  if (causeKey === undefined) return null;
  return (
    <p className="no-print text-sm">
      <Link href={findingHref(databaseId, causeKey)} className="link">
        Mend its cause first
      </Link>
      <span className="text-faint">: this goes with it.</span>
    </p>
  );
}
