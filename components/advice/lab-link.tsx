import { FlaskConical } from 'lucide-react';
import { ButtonLink } from '@/components/ui/button-link';
import type { WireFinding } from '@/lib/api/findings';

/** Rules whose advice chooses settings of a columnstore: the lab can measure the choice first. */
const MEASURABLE = /^columnstore\/(segmentby-|batches-under-filled|ratio-poor|disabled-on-large)/;

/** Leads from a finding to where other settings are measured on the reader's own rows. */
export function LabLink({
  databaseId,
  finding: { rule, subject },
}: {
  readonly databaseId: string;
  readonly finding: WireFinding;
}) {
  if (!MEASURABLE.test(rule)) return null;
  const lab = encodeURIComponent(subject.join('.'));
  return (
    <ButtonLink
      size="sm"
      className="no-print self-start"
      href={`/d/${encodeURIComponent(databaseId)}/compression?lab=${lab}#lab`}
    >
      <FlaskConical aria-hidden="true" strokeWidth={1.5} className="size-3.5" />
      Measure settings in the lab
    </ButtonLink>
  );
}
