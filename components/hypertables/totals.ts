import type { HypertableRow, HypertablesAnswer } from '@/lib/api/hypertables';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { money } from '@/lib/format/money';
import { times } from '@/lib/format/ratio';

type Sized = Pick<HypertableRow, 'kind' | 'totalBytes' | 'uncompressedBytes' | 'chunkCount'>;

/** The screen's answer in one sentence. What is not known of some is left out of the sums and counted. */
export function totalsText(hypertables: readonly Sized[]): string {
  const tables = hypertables.filter(({ kind }) => kind === 'hypertable').length;
  const aggregates = hypertables.length - tables;
  const sized = hypertables.flatMap(({ totalBytes }) => (totalBytes === null ? [] : [totalBytes]));
  const unsized = hypertables.length - sized.length;
  const parts = [
    [counted(tables, 'hypertable'), aggregates > 0 && counted(aggregates, 'continuous aggregate')]
      .filter(Boolean)
      .join(' and '),
    sized.length > 0 && `${bytes(sum(sized))} on disk`,
    savedText(hypertables),
    unsized > 0 && `the size of ${unsized} not known`,
  ];
  return `${parts.filter(Boolean).join(', ')}.`;
}

type Costs = Pick<
  NonNullable<HypertablesAnswer['totals']>,
  'monthlyCost' | 'currency' | 'diskBytes' | 'daysToFull'
>;

const DAY_SECONDS = 86_400;

/** What all of it costs, and when the disk is full: sentences, only where price and disk are known. */
export function costAndDiskText(totals: Costs | null | undefined): string[] {
  if (!totals) return [];
  const { monthlyCost, currency, diskBytes, daysToFull } = totals;
  return [
    ...(monthlyCost === null ? [] : [`${money(monthlyCost, currency ?? undefined)} a month.`]),
    ...(diskBytes === null
      ? []
      : [
          daysToFull === null
            ? `When the disk of ${bytes(diskBytes)} is full is not known, or it does not grow.`
            : `At the growth of the last week the disk of ${bytes(diskBytes)} is full in ${duration(Math.floor(daysToFull) * DAY_SECONDS)}.`,
        ]),
  ];
}

/** Only where both sizes are known, so that the ratio compares the same rows. */
function savedText(hypertables: readonly Sized[]): string | false {
  const both = hypertables.flatMap(({ totalBytes, uncompressedBytes }) =>
    totalBytes !== null && uncompressedBytes !== null ? [{ totalBytes, uncompressedBytes }] : [],
  );
  const now = sum(both.map(({ totalBytes }) => totalBytes));
  const before = sum(both.map(({ uncompressedBytes }) => uncompressedBytes));
  return now > 0 && before > now * 1.01 && `${bytes(before)} without columnstore (${times(before / now)})`;
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
