import type { CompressionRow } from '@/lib/api/compression';
import { bytes } from '@/lib/format/bytes';

/** What the data would take (the track) and what it takes (columnstore and rowstore), all rows on one scale. */
export function BeforeAfterBar({
  row: { uncompressedBytes, totalBytes, columnBytes, rowBytes },
  largestBytes,
}: {
  readonly row: CompressionRow;
  readonly largestBytes: number;
}) {
  const share = (value: number) => `${largestBytes > 0 ? (value / largestBytes) * 100 : 0}%`;
  return (
    <span className="flex flex-col gap-1">
      <span className="nums flex justify-between text-2xs text-muted">
        <span>{bytes(uncompressedBytes)}</span>
        <span className="font-medium text-ink">{bytes(totalBytes)}</span>
      </span>
      <span aria-hidden="true" className="relative flex h-1.5 overflow-hidden rounded-full">
        <span
          className="absolute inset-y-0 start-0 bg-line-strong"
          style={{ width: share(uncompressedBytes) }}
        />
        <span className="relative h-full bg-state-column" style={{ width: share(columnBytes) }} />
        <span className="relative h-full bg-state-row" style={{ width: share(rowBytes) }} />
      </span>
    </span>
  );
}
