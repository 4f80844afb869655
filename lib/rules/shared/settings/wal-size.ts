import type { Row } from '@/lib/collect/snapshot';
import { secondsSince } from '@/lib/derive/seconds-since';

const GIB = 1_073_741_824;
/** An hour holds twelve checkpoints of the default interval; in less, one bulk load is all there is. */
export const LEAST_WINDOW_SECONDS = 3_600;
/** Checkpoints begin before max_wal_size is full, so that what is written meanwhile fits: about twice the log of one interval. */
const CYCLES = 2;

/** In whole GiB, for so much log between two checkpoints. */
export const advisedWalSize = (bytesPerInterval: number): number =>
  Math.ceil((CYCLES * bytesPerInterval) / GIB) * GIB;

/** Operations reference: more of the disk leaves too little for bursts, for slots and for the data where it lies there too. */
const MOST_DISK_RATIO = 0.5;

/** As much of it as the disk allows, in whole GiB and at least one; all of it where the disk is not known. */
export const withinDisk = (walBytes: number, diskBytes: number | null | undefined): number =>
  diskBytes == null
    ? walBytes
    : Math.min(walBytes, Math.max(1, Math.floor((MOST_DISK_RATIO * diskBytes) / GIB)) * GIB);

/** The log that one checkpoint_timeout brings on average; null where it was not counted for long enough. */
export function walPerInterval(
  wal: Row<'wal'> | undefined,
  settings: readonly Row<'settings'>[],
  nowMs: number,
): number | null {
  const timeout = settings.find(({ name }) => name === 'checkpoint_timeout')?.setting;
  const seconds = secondsSince(wal?.statsResetAt, nowMs);
  if (wal?.generatedBytes == null || seconds === null || timeout == null) return null;
  // The bytes of a start or of one bulk load are no rate.
  return seconds >= LEAST_WINDOW_SECONDS ? (wal.generatedBytes / seconds) * Number(timeout) : null;
}
