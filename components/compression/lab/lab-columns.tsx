import { CardSection } from '@/components/advice/card-section';
import type { LabCandidate, LabMeasure } from '@/lib/api/lab';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';

/** More names than these no one reads; the rest is one line. */
const MOST_COLUMNS = 12;

/** What each column takes in the compressed sample, the largest first. */
export function LabColumns({
  candidate: { segmentBy, orderBy },
  measured: { columns, sampleBytes, sampleRows },
}: {
  readonly candidate: LabCandidate;
  readonly measured: LabMeasure;
}) {
  const named = columns.filter(({ name }) => name !== null);
  const rest = named.slice(MOST_COLUMNS);
  const overhead = columns.find(({ name }) => name === null)?.bytes ?? 0;
  const shown = [
    ...named
      .slice(0, MOST_COLUMNS)
      .map(({ name, bytes: size }) => ({ key: `c ${name}`, label: name ?? '', size })),
    ...(rest.length > 0
      ? [
          {
            key: 'rest',
            label: `${rest.length} more columns`,
            size: rest.reduce((sum, one) => sum + one.bytes, 0),
          },
        ]
      : []),
    { key: 'overhead', label: 'what finds batches, headers, empty space', size: overhead },
  ];
  const largest = Math.max(1, ...shown.map(({ size }) => size));
  return (
    <CardSection title="Where its bytes go">
      <p className="max-w-prose text-faint text-xs">
        The sample segmented by {segmentBy.join(', ') || 'nothing'} and ordered by {orderBy.join(', ')}:{' '}
        {bytes(sampleBytes)} for {count(sampleRows)} rows. A column that takes most of it decides how well all
        compresses.
      </p>
      <ul className="grid gap-x-8 gap-y-2.5 sm:grid-cols-2">
        {shown.map(({ key, label, size }) => (
          <li key={key} className="flex min-w-0 flex-col gap-1 text-xs">
            <span className="flex items-baseline justify-between gap-3">
              <span className="min-w-0 break-words text-muted">{label}</span>
              <span className="nums shrink-0 whitespace-nowrap text-ink">
                {bytes(size)} <span className="text-faint">{percent(size / Math.max(1, sampleBytes))}</span>
              </span>
            </span>
            <span aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-line">
              <span
                className="block h-full rounded-full bg-state-column"
                style={{ width: `${(size / largest) * 100}%` }}
              />
            </span>
          </li>
        ))}
      </ul>
    </CardSection>
  );
}
