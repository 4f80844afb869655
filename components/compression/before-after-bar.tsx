import type { CompressionRow } from '@/lib/api/compression';
import { bytes } from '@/lib/format/bytes';

/** What the data would take is the track; what it takes now, in columnstore and rowstore, fills it. */
export function BeforeAfterBar({
  row: { uncompressedBytes, totalBytes, columnBytes, rowBytes },
}: {
  readonly row: CompressionRow;
}) {
  // Badly compressed data takes more than it would uncompressed: then today is the whole.
  const whole = Math.max(uncompressedBytes, totalBytes, 1);
  const share = (value: number) => `${(value / whole) * 100}%`;
  return (
    <span className="flex flex-col gap-1">
      <span className="nums flex justify-between text-2xs text-muted">
        <span>{bytes(uncompressedBytes)}</span>
        <span className="font-medium text-ink">{bytes(totalBytes)}</span>
      </span>
      <span aria-hidden="true" className="flex h-1.5 overflow-hidden rounded-full bg-line">
        <span className="h-full bg-state-column" style={{ width: share(columnBytes) }} />
        <span className="h-full bg-state-row" style={{ width: share(rowBytes) }} />
      </span>
    </span>
  );
}
