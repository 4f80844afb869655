import { Unknown } from '@/components/ui/unknown';
import type { WireFinding } from '@/lib/api/findings';
import { instant } from '@/lib/format/instant';
import { CardSection } from './card-section';
import { factName, factText } from './fact-text';

/** The numbers behind the finding, each with the view it was read from. */
export function CardEvidence({
  finding: { facts, factLabels, readAt },
  snapshotAt,
}: {
  readonly finding: WireFinding;
  readonly snapshotAt: string;
}) {
  const entries = Object.entries(facts);
  if (entries.length === 0) return null;
  return (
    <CardSection
      title="Evidence"
      aside={<span className="nums text-faint text-xs">read at {instant(readAt ?? snapshotAt)}</span>}
    >
      <table aria-label="Evidence" className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">What</th>
            <th scope="col">Value</th>
            <th scope="col">Source</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(([name, value]) => (
            <tr key={name} className="border-line border-t first:border-t-0">
              <th scope="row" className="py-1.5 pe-4 text-start font-normal text-muted">
                {factLabels[name]?.label ?? factName(name)}
              </th>
              <td
                className="nums whitespace-nowrap py-1.5 pe-4 text-end font-medium"
                title={value === null ? undefined : String(value)}
              >
                {value === null ? <Unknown reason="not readable in this snapshot" /> : factText(name, value)}
              </td>
              <td className="w-2/5 break-all py-1.5 text-end font-mono text-2xs text-faint max-sm:hidden">
                {factLabels[name]?.source}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </CardSection>
  );
}
