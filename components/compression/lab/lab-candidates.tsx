import clsx from 'clsx';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { LabCandidate, LabMeasure, LabResult } from '@/lib/api/lab';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { times } from '@/lib/format/ratio';
import { filterWords } from './filter-words';

/** Every candidate, the smallest first: its size as a bar with its margin, its ratio, its batches and the time of each filter. */
export function LabCandidates({
  result: { candidates, filters, winnerId },
  shownId,
  onShow,
}: {
  readonly result: LabResult;
  readonly shownId: string | null;
  readonly onShow: (id: string) => void;
}) {
  const largest = Math.max(
    1,
    ...candidates.map(({ measured }) =>
      measured ? measured.projectedBytes + (measured.marginBytes ?? 0) : 0,
    ),
  );
  return (
    <Table label="Candidates, the smallest first">
      <thead>
        <tr>
          <Th>Segment by · order by</Th>
          <Th>Projected size</Th>
          <Th align="end">Ratio</Th>
          <Th align="end">Rows a batch</Th>
          {filters.map((filter) => (
            <Th
              key={filter.id}
              align="end"
              title={`Reads all columns of one chunk, by ${filterWords(filter)}`}
            >
              by {filterWords(filter)}
            </Th>
          ))}
          <Th>
            <span className="sr-only">Columns</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {candidates.map((candidate) => (
          <Tr key={candidate.id} className={clsx(candidate.id === shownId && 'bg-hover')}>
            <Td className="min-w-44">
              <Settings candidate={candidate} isWinner={candidate.id === winnerId} />
            </Td>
            {candidate.measured ? (
              <Measures
                measured={candidate.measured}
                filterIds={filters.map(({ id }) => id)}
                largest={largest}
                isWinner={candidate.id === winnerId}
              />
            ) : (
              <Td colSpan={3 + filters.length} className="text-muted">
                {candidate.failure}
              </Td>
            )}
            <Td align="end">
              {candidate.measured && (
                <Button
                  size="sm"
                  variant="ghost"
                  aria-pressed={candidate.id === shownId}
                  aria-label={`Columns with ${settingsWords(candidate)}`}
                  onClick={() => onShow(candidate.id)}
                >
                  Columns
                </Button>
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function Settings({ candidate, isWinner }: { readonly candidate: LabCandidate; readonly isWinner: boolean }) {
  const { segmentBy, orderBy, origins } = candidate;
  return (
    <span className="flex flex-col gap-1">
      <span className="break-words font-mono text-ink text-xs">
        {segmentBy.join(', ') || <span className="text-faint">nothing</span>}
        <span className="text-faint"> · </span>
        {orderBy.join(', ')}
      </span>
      <span className="flex flex-wrap gap-1">
        {isWinner && <Badge tone="good">✓ best</Badge>}
        {origins.includes('now') && <Badge tone="outline">today</Badge>}
        {origins.includes('default') && <Badge title="what TimescaleDB itself would choose">default</Badge>}
        {origins.includes('rules') && <Badge title="what the recommendations would choose">advised</Badge>}
      </span>
    </span>
  );
}

function Measures({
  measured,
  filterIds,
  largest,
  isWinner,
}: {
  readonly measured: LabMeasure;
  readonly filterIds: readonly string[];
  readonly largest: number;
  readonly isWinner: boolean;
}) {
  return (
    <>
      <Td className="min-w-48">
        <SizeBar measured={measured} largest={largest} isWinner={isWinner} />
      </Td>
      <Td align="end" className="font-medium">
        {times(measured.ratio)}
      </Td>
      <Td align="end">{count(Math.round(measured.rowsPerBatch))}</Td>
      {filterIds.map((id) => {
        const filter = measured.filters.find(({ filterId }) => filterId === id);
        return (
          <Td key={id} align="end" className="whitespace-nowrap">
            {filter ? (
              <>
                {duration(filter.seconds)}
                <span className="block text-2xs text-faint">
                  {count(filter.rowsRead)} rows, {counted(filter.batchesRead, 'batch', 'batches')}
                </span>
              </>
            ) : (
              <Unknown reason="the sample has no value to ask for" />
            )}
          </Td>
        );
      })}
    </>
  );
}

/** The size with its margin as a whisker. */
function SizeBar({
  measured: { projectedBytes, marginBytes },
  largest,
  isWinner,
}: {
  readonly measured: LabMeasure;
  readonly largest: number;
  readonly isWinner: boolean;
}) {
  const share = (value: number) => `${(Math.max(0, Math.min(value, largest)) / largest) * 100}%`;
  const margin = marginBytes ?? 0;
  return (
    <span className="flex flex-col gap-1">
      <span className="nums whitespace-nowrap text-xs">
        <span className="font-medium text-ink">{bytes(projectedBytes)}</span>{' '}
        <span className="text-faint">{marginBytes === null ? '± not known' : `± ${bytes(marginBytes)}`}</span>
      </span>
      <span aria-hidden="true" className="relative h-2 rounded-full bg-line">
        <span
          className={clsx(
            'absolute inset-y-0 left-0 rounded-full',
            isWinner ? 'bg-state-column' : 'bg-state-row',
          )}
          style={{ width: share(projectedBytes) }}
        />
        {marginBytes !== null && (
          <span
            className="absolute inset-y-0 my-auto h-px bg-ink"
            style={{
              left: share(projectedBytes - margin),
              width: `calc(${share(projectedBytes + margin)} - ${share(projectedBytes - margin)})`,
            }}
          />
        )}
      </span>
    </span>
  );
}

const settingsWords = ({ segmentBy, orderBy }: LabCandidate) =>
  `segment by ${segmentBy.join(', ') || 'nothing'}, order by ${orderBy.join(', ')}`;
