'use client';
import { useMemo, useRef } from 'react';
import { useHotkeys } from '@/components/shell/hotkeys';
import { Card } from '@/components/ui/card';
import { fieldClass } from '@/components/ui/field-class';
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
  const field = useRef<HTMLInputElement>(null);
  useHotkeys({ '/': () => field.current?.focus() });
  const columns = useMemo(() => hypertableColumns(databaseId), [databaseId]);
  const rows = useMemo(() => hypertables.filter((row) => matches(row, filter)), [hypertables, filter]);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label="Filter hypertables by name"
          placeholder="Filter by name"
          ref={field}
          value={filter.q}
          onChange={({ target }) => onFilter({ q: target.value })}
          className={`${fieldClass} sm:max-w-64`}
        />
        <Segmented
          label="Kind"
          segments={KINDS}
          value={filter.kind}
          onChange={(kind) => onFilter({ kind })}
        />
        <p aria-live="polite" className="nums ms-auto text-faint text-xs">
          {rows.length === hypertables.length ? '' : `Showing ${rows.length} of ${hypertables.length}`}
        </p>
      </div>
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
            minWidthPx={1080}
          />
        )}
      </Card>
    </div>
  );
}
