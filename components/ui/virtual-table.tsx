'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { type Sorting, sortedRows } from './sorted-rows';

export interface VirtualColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** What is sorted by and copied; null sorts last. */
  readonly value: (row: Row) => number | string | null;
  /** What is drawn; the value itself when absent. */
  readonly cell?: (row: Row) => ReactNode;
  readonly align?: 'start' | 'end';
  /** A CSS grid track: `minmax(12rem, 2fr)`, `7rem`. */
  readonly width: string;
  /** Left out below 640 px, where a table has room for about three columns. */
  readonly wideOnly?: boolean;
}

const ROW_HEIGHT = 36;
const HEADER_HEIGHT = 36;
const OVERSCAN = 8;

/**
 * A table that draws only the rows in view, for lists of up to 50,000. It keeps the roles of a table and says
 * how many rows there are; sorting is by column, with numbers unknown (null) last in both directions.
 */
export function VirtualTable<Row extends object>({
  label,
  columns,
  rows,
  rowKey,
  onOpen,
  initialSort,
  heightPx = 560,
  rowHeightPx = ROW_HEIGHT,
  minWidthPx,
  className,
}: {
  readonly label: string;
  readonly columns: readonly VirtualColumn<Row>[];
  /** Keep the same array between renders while its rows are the same. */
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Makes rows clickable; the first cell should hold a link of its own for keyboards. */
  readonly onOpen?: (row: Row) => void;
  readonly initialSort?: { readonly id: string; readonly desc: boolean };
  readonly heightPx?: number;
  readonly rowHeightPx?: number;
  /** Below this width the table scrolls sideways inside itself (not on a phone, where `wideOnly` columns go). */
  readonly minWidthPx?: number;
  readonly className?: string;
}) {
  const [sorting, setSorting] = useState<Sorting | null>(initialSort ?? null);
  const sorted = useMemo(() => {
    const column = columns.find(({ id }) => id === sorting?.id);
    return column && sorting ? sortedRows(rows, column.value, sorting.desc) : rows;
  }, [rows, columns, sorting]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: OVERSCAN,
  });
  const geometry = {
    '--tracks': columns.map(({ width }) => width).join(' '),
    '--narrow-tracks': columns.flatMap(({ width, wideOnly }) => (wideOnly ? [] : [width])).join(' '),
    '--table-width': minWidthPx === undefined ? '0px' : `${minWidthPx}px`,
  } as CSSProperties;
  const sortBy = (id: string) =>
    setSorting((current) => ({ id, desc: current?.id === id ? !current.desc : true }));
  return (
    <div
      ref={scroller}
      className={clsx('relative overflow-auto rounded-[inherit] contain-strict', className)}
      style={{ ...geometry, height: Math.min(heightPx, sorted.length * rowHeightPx + HEADER_HEIGHT) }}
    >
      <table
        aria-label={label}
        aria-rowcount={sorted.length + 1}
        aria-colcount={columns.length}
        className="grid text-sm"
      >
        <HeaderRow columns={columns} sorting={sorting} onSort={sortBy} />
        <tbody className="relative block" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = sorted[index];
            if (!row) return null;
            return (
              <BodyRow
                key={rowKey(row)}
                row={row}
                columns={columns}
                index={index}
                style={{ transform: `translateY(${start}px)`, height: rowHeightPx }}
                onOpen={onOpen}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const ROW_GRID =
  'grid items-center gap-x-4 px-4 sm:px-5 [grid-template-columns:var(--narrow-tracks)] sm:[grid-template-columns:var(--tracks)] max-sm:[&>[data-wide]]:hidden sm:min-w-(--table-width)';

function HeaderRow<Row>({
  columns,
  sorting,
  onSort,
}: {
  readonly columns: readonly VirtualColumn<Row>[];
  readonly sorting: Sorting | null;
  readonly onSort: (id: string) => void;
}) {
  return (
    <thead className="sticky top-0 z-10 block bg-surface sm:min-w-(--table-width)">
      <tr aria-rowindex={1} className={clsx(ROW_GRID, 'h-9 border-line border-b')}>
        {columns.map(({ id, header, align, wideOnly }) => (
          <th
            key={id}
            scope="col"
            aria-sort={sorting?.id === id ? (sorting.desc ? 'descending' : 'ascending') : 'none'}
            data-wide={wideOnly || undefined}
            className={clsx('min-w-0 font-normal', align === 'end' ? 'text-end' : 'text-start')}
          >
            <button
              type="button"
              onClick={() => onSort(id)}
              className={clsx(
                'inline-flex h-7 max-w-full items-center gap-1 truncate rounded-sm text-faint text-xs hover:text-ink',
                // The arrow's place stands before the words there, so that they end where the numbers do.
                align === 'end' && 'flex-row-reverse',
              )}
            >
              {header}
              <span aria-hidden="true" className="w-2 text-2xs">
                {sorting?.id === id ? (sorting.desc ? '↓' : '↑') : ''}
              </span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function BodyRow<Row>({
  row,
  columns,
  index,
  style,
  onOpen,
}: {
  readonly row: Row;
  readonly columns: readonly VirtualColumn<Row>[];
  readonly index: number;
  readonly style: CSSProperties;
  readonly onOpen: ((row: Row) => void) | undefined;
}) {
  return (
    <tr
      aria-rowindex={index + 2}
      className={clsx(
        ROW_GRID,
        'absolute inset-x-0 top-0 border-line border-b [contain:layout_paint_style]',
        onOpen && 'cursor-pointer hover:bg-hover',
      )}
      style={style}
      onClick={onOpen && (() => onOpen(row))}
      onKeyDown={onOpen && (({ key }: KeyboardEvent) => key === 'Enter' && onOpen(row))}
    >
      {columns.map(({ id, cell, value, align, wideOnly }) => (
        <td
          key={id}
          data-wide={wideOnly || undefined}
          className={clsx('min-w-0 truncate', align === 'end' && 'nums text-end')}
        >
          {cell ? cell(row) : (value(row) ?? '–')}
        </td>
      ))}
    </tr>
  );
}
