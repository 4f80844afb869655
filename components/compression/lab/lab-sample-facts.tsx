import { CardSection } from '@/components/advice/card-section';
import { rangeText } from '@/components/charts/chunk-map/range-text';
import { RelativeTime } from '@/components/ui/relative-time';
import type { LabPiece, LabResult } from '@/lib/api/lab';
import { bytes } from '@/lib/format/bytes';
import { count } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { filterWords } from './filter-words';

/** What was read, from where, and in what the sandbox is unlike the server. */
export function LabSampleFacts({ result }: { readonly result: LabResult }) {
  const { sample, isIntegerTime, takenAt, sandboxVersion, serverVersion, filters } = result;
  const { rows, shareRatio, pieces, notRead, mappedColumns, skippedIndexes, areIndexesKnown } = sample;
  return (
    <CardSection title="What was sampled">
      <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[9rem_1fr]">
        <Fact name="Rows">
          {count(rows)}, {percent(shareRatio)} of all, {bytes(sample.bytes)} as text,{' '}
          <RelativeTime at={takenAt} />
        </Fact>
        <Fact name="From">
          <ul className="flex flex-col gap-0.5">
            {pieces.map((piece, at) => (
              // Two pieces of one chunk differ in nothing that is shown.
              // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
              <li key={at} className="break-words">
                {pieceText(piece, isIntegerTime)}
              </li>
            ))}
          </ul>
        </Fact>
        {notRead.length > 0 && (
          <Fact name="Not read in time">
            {notRead.map(notReadText).join('; ')}.
            {notRead.some(({ column }) => column !== null) &&
              ' What segments by such a column may be better than it looks here.'}
          </Fact>
        )}
        <Fact name="Filters">{filtersText(filters)}</Fact>
        <Fact name="Measured on">
          TimescaleDB {sandboxVersion}
          {serverVersion !== sandboxVersion &&
            `; yours is ${serverVersion}, which may lay out batches a little differently`}
        </Fact>
        {mappedColumns.length > 0 && (
          <Fact name="Other types">
            {mappedColumns.map(({ name, type, as }) => `${name}: ${type} as ${as}`).join('; ')}. The sandbox
            does not have them, so the sizes of these columns are less certain.
          </Fact>
        )}
        {(skippedIndexes.length > 0 || !areIndexesKnown) && (
          <Fact name="Indexes">
            {areIndexesKnown
              ? `Not rebuilt in the sandbox: ${skippedIndexes.join(', ')}.`
              : 'Not collected yet, so what they add to batches is not in the sizes.'}
          </Fact>
        )}
      </dl>
    </CardSection>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 break-words text-muted">{children}</dd>
    </>
  );
}

function pieceText(piece: LabPiece, isIntegerTime: boolean): string {
  const { chunk, fromUnits, toUnits, rows, chunkRows, cut, column, isCut } = piece;
  const range =
    fromUnits === null || toUnits === null
      ? chunk
      : rangeText({ from: fromUnits, to: toUnits }, isIntegerTime);
  const how = {
    whole: `all ${count(rows)} rows`,
    series: `${count(rows)} of ${count(chunkRows)} rows, whole series of ${column}`,
    slice: `${count(rows)} of ${count(chunkRows)} rows, a stretch of time`,
  }[cut];
  return `${range}: ${how}${isCut ? ', cut short by the bounds' : ''}`;
}

function notReadText({ chunk, cut, column }: LabResult['sample']['notRead'][number]): string {
  const what = { whole: 'all rows', series: `whole series of ${column}`, slice: 'a stretch of time' }[cut];
  return `${what} of ${chunk}`;
}

function filtersText(filters: LabResult['filters']): string {
  const [first] = filters;
  if (!first) return 'No filter was timed.';
  const source =
    first.origin === 'statements'
      ? 'those of your statements that take the most time (pg_stat_statements)'
      : 'assumed, because no statement statistics tell: one series, and a stretch of time';
  return `${filters.map(filterWords).join('; ')}. They are ${source}; the median of five runs for all columns, the rows that are decompressed and the batches that are looked at, for one chunk.`;
}
