'use client';
import dynamic from 'next/dynamic';
import { parseAsString, useQueryState } from 'nuqs';
import { useMemo, useRef } from 'react';
import { useHotkeys } from '@/components/shell/hotkeys';
import { Card } from '@/components/ui/card';
import { fieldClass } from '@/components/ui/field-class';
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
  const field = useRef<HTMLInputElement>(null);
  useHotkeys({ '/': () => field.current?.focus() });
  const columns = useMemo(tableColumns, []);
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase();
    return tables.filter(({ schema, name }) => `${schema}.${name}`.toLowerCase().includes(wanted));
  }, [tables, filter]);
  const isCounted = tables.some(({ vacuumNeedRatio }) => vacuumNeedRatio !== null);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label="Filter tables by name"
          placeholder="Filter by name"
          ref={field}
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
          className={`${fieldClass} sm:max-w-72`}
        />
        <p aria-live="polite" className="nums ms-auto text-faint text-xs">
          {shown.length === tables.length ? '' : `Showing ${shown.length} of ${tables.length}`}
        </p>
      </div>
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
