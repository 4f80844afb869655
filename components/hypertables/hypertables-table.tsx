'use client';
import { useMemo } from 'react';
import { Card } from '@/components/ui/card';
import { FilterBar } from '@/components/ui/filter-bar';
import { Segmented } from '@/components/ui/segmented';
import { State } from '@/components/ui/state';
import { VirtualTable } from '@/components/ui/virtual-table';
import type { HypertableRow } from '@/lib/api/hypertables';
import { hypertableColumns } from './hypertable-columns';
import { type HypertableFilter, matches } from './hypertable-filter';

const KINDS = [
  { id: 'all', label: 'All' },
  { id: 'hypertable', label: 'Hypertables' },
  { id: 'continuous-aggregate', label: 'Aggregates' },
] as const;

/** The list with its filter. Its order starts with the largest. */
export function HypertablesTable({
  databaseId,
  hypertables,
  filter,
  onFilter,
}: {
  readonly databaseId: string;
  readonly hypertables: readonly HypertableRow[];
  readonly filter: HypertableFilter;
  readonly onFilter: (change: Partial<HypertableFilter>) => void;
}) {
  const columns = useMemo(() => hypertableColumns(databaseId), [databaseId]);
  const rows = useMemo(() => hypertables.filter((row) => matches(row, filter)), [hypertables, filter]);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        label="Filter hypertables by name"
        placeholder="Filter by name"
        value={filter.q}
        onChange={(q) => onFilter({ q })}
        shown={rows.length}
        total={hypertables.length}
      >
        <Segmented
          label="Kind"
          segments={KINDS}
          value={filter.kind}
          onChange={(kind) => onFilter({ kind })}
        />
      </FilterBar>
      <Card>
        {rows.length === 0 ? (
          <State kind="empty" title="No hypertable matches this filter." />
        ) : (
          <VirtualTable
            label="Hypertables"
            columns={columns}
            rows={rows}
            rowKey={({ hypertableId }) => String(hypertableId)}
            initialSort={{ id: 'size', desc: true }}
            rowHeightPx={44}
            heightPx={720}
            minWidthPx={1040}
          />
        )}
      </Card>
    </div>
  );
}
