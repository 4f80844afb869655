'use client';
import dynamic from 'next/dynamic';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { Card } from '@/components/ui/card';
import { FilterBar } from '@/components/ui/filter-bar';
import { State } from '@/components/ui/state';
import { VirtualTable } from '@/components/ui/virtual-table';
import type { TableSummary, TablesAnswer } from '@/lib/api/tables';
import { HorizonCard } from './horizon-card';
import { SequencesCard } from './sequences-card';
import { tableColumns } from './table-columns';
import { TableTiles } from './table-tiles';

const TablePanel = dynamic(() => import('./table-panel').then((part) => part.TablePanel), { ssr: false });

/** Numbers, who holds vacuum up, the chosen table, all tables by their need, and sequences that fill up. */
export function TablesBoard({
  databaseId,
  tables,
  answer,
}: {
  readonly databaseId: string;
  readonly tables: readonly TableSummary[];
  readonly answer: TablesAnswer;
}) {
  const [chosenKey, setChosenKey] = useQueryState('table', parseAsString.withOptions({ history: 'push' }));
  const chosen = chosenKey === null ? undefined : tables.find((row) => row.subject === chosenKey);
  return (
    <div className="flex flex-col gap-5">
      <TableTiles tables={tables} answer={answer} />
      {chosen && (
        <TablePanel
          key={chosenKey}
          databaseId={databaseId}
          table={chosen}
          onClose={() => setChosenKey(null)}
        />
      )}
      <TableList tables={tables} onOpen={(row) => setChosenKey(row.subject)} />
      <SequencesCard answer={answer} />
      <HorizonCard answer={answer} />
    </div>
  );
}

function TableList({
  tables,
  onOpen,
}: {
  readonly tables: readonly TableSummary[];
  readonly onOpen: (row: TableSummary) => void;
}) {
  const [filter, setFilter] = useQueryState('q', parseAsString.withDefault(''));
  const columns = useMemo(tableColumns, []);
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return tables.filter(({ schema, name }) => `${schema}.${name}`.toLowerCase().includes(wanted));
  }, [tables, filter]);
  const isCounted = tables.some(({ vacuumNeedRatio }) => vacuumNeedRatio !== null);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        label="Filter tables by name"
        placeholder="Filter by name"
        value={filter}
        onChange={setFilter}
        shown={shown.length}
        total={tables.length}
      />
      <Card className="overflow-hidden">
        {shown.length === 0 ? (
          <State kind="empty" title="No table matches this filter." />
        ) : (
          <VirtualTable
            label="Tables"
            columns={columns}
            rows={shown}
            rowKey={({ subject }) => subject}
            onOpen={onOpen}
            initialSort={{ id: isCounted ? 'need' : 'size', desc: true }}
            heightPx={640}
            minWidthPx={1_000}
          />
        )}
      </Card>
    </div>
  );
}
