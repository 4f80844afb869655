'use client';
import dynamic from 'next/dynamic';
import { parseAsString, parseAsStringLiteral, useQueryState, useQueryStates } from 'nuqs';
import { useMemo } from 'react';
import { FindingLinks } from '@/components/hypertable/finding-links';
import { Card, CardHeader } from '@/components/ui/card';
import { FilterBar } from '@/components/ui/filter-bar';
import { Segmented } from '@/components/ui/segmented';
import { State } from '@/components/ui/state';
import { VirtualTable } from '@/components/ui/virtual-table';
import type { IndexesAnswer } from '@/lib/api/indexes';
import { indexColumns } from './index-columns';
import { matches } from './index-filter';
import { IndexHistory } from './index-history';
import { type IndexRow, indexKey } from './index-row';
import { IndexTiles } from './index-tiles';

const IndexPanel = dynamic(() => import('./index-panel').then((part) => part.IndexPanel), { ssr: false });

const SHOWN = [
  { id: 'all', label: 'All' },
  { id: 'drop', label: 'To drop' },
  { id: 'rebuild', label: 'To rebuild' },
  { id: 'unscanned', label: 'Not scanned' },
] as const;

const parsers = {
  q: parseAsString.withDefault(''),
  show: parseAsStringLiteral(SHOWN.map(({ id }) => id)).withDefault('all'),
};

/** Numbers, what to add, the chosen index, and all of them. */
export function IndexesBoard({
  databaseId,
  rows,
  answer,
}: {
  readonly databaseId: string;
  readonly rows: readonly IndexRow[];
  readonly answer: IndexesAnswer;
}) {
  const [chosenKey, setChosenKey] = useQueryState('index', parseAsString.withOptions({ history: 'push' }));
  const chosen = chosenKey === null ? undefined : rows.find((row) => indexKey(row) === chosenKey);
  return (
    <div className="flex flex-col gap-5">
      <IndexTiles rows={rows} answer={answer} />
      {answer.otherFindings.length > 0 && (
        <Card className="overflow-hidden">
          <CardHeader title="To add, and more" className="pb-3" />
          <FindingLinks
            databaseId={databaseId}
            findings={answer.otherFindings}
            label="Indexes to add, and findings about several"
          />
        </Card>
      )}
      {chosen && <IndexPanel databaseId={databaseId} row={chosen} onClose={() => setChosenKey(null)} />}
      <IndexList
        databaseId={databaseId}
        rows={rows}
        tellsLastScan={answer.counting?.tellsLastScan ?? false}
        onOpen={(row) => setChosenKey(indexKey(row))}
      />
      <IndexHistory databaseId={databaseId} answer={answer} />
    </div>
  );
}

function IndexList({
  databaseId,
  rows,
  tellsLastScan,
  onOpen,
}: {
  readonly databaseId: string;
  readonly rows: readonly IndexRow[];
  readonly tellsLastScan: boolean;
  readonly onOpen: (row: IndexRow) => void;
}) {
  const [filter, setFilter] = useQueryStates(parsers, { history: 'replace' });
  const columns = useMemo(() => indexColumns(databaseId, tellsLastScan), [databaseId, tellsLastScan]);
  const shown = useMemo(() => rows.filter((row) => matches(row, filter)), [rows, filter]);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        label="Filter indexes by name, table or column"
        placeholder="Filter by name, table, column"
        value={filter.q}
        onChange={(q) => setFilter({ q })}
        shown={shown.length}
        total={rows.length}
      >
        <Segmented
          label="Indexes"
          segments={SHOWN}
          value={filter.show}
          onChange={(show) => setFilter({ show })}
        />
      </FilterBar>
      <Card className="overflow-hidden">
        {shown.length === 0 ? (
          <State kind="empty" title="No index matches this filter." />
        ) : (
          <VirtualTable
            label="Indexes"
            columns={columns}
            rows={shown}
            rowKey={indexKey}
            onOpen={onOpen}
            initialSort={{ id: 'verdict', desc: true }}
            rowHeightPx={48}
            heightPx={720}
            minWidthPx={960}
          />
        )}
      </Card>
    </div>
  );
}
