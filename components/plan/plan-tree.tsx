'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { ChevronRight } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { SeverityShape } from '@/components/ui/severity';
import type { QueryPlanAnswer, WirePlanFinding } from '@/lib/api/query-plan';
import { duration } from '@/lib/format/duration';
import { misestimateWords, rowsWords, shareOf } from './plan-words';
import { ShareBar } from './share-bar';
import { type Toggled, type TreeRow, toggle, treeRows } from './tree-rows';

const ROW_HEIGHT = 48;
const MOST_HEIGHT = 640;
const OVERSCAN = 8;
/** Deeper nodes stand no further in, so that names keep their room. */
const MOST_INDENT = 12;

/** The nodes as a tree: arrows move, open and close; Enter chooses. Only what is in view is drawn. */
export function PlanTree({
  answer,
  findingsByNode,
  chosenId,
  onChoose,
}: {
  readonly answer: QueryPlanAnswer;
  readonly findingsByNode: ReadonlyMap<number, readonly WirePlanFinding[]>;
  readonly chosenId: number | null;
  readonly onChoose: (id: number) => void;
}) {
  const [toggled, setToggled] = useState<Toggled>(new Set());
  const [focused, setFocused] = useState(0);
  const rows = useMemo(() => treeRows(answer.nodes, toggled), [answer.nodes, toggled]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
  });
  const at = Math.min(focused, rows.length - 1);
  const move = (to: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, to));
    setFocused(next);
    virtualizer.scrollToIndex(next);
  };
  const open = ({ node }: TreeRow) => setToggled((before) => toggle(before, node.id));
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    const action = row && keyAction(event.key, row, { rows, at, move, open, onChoose });
    if (!action) return;
    event.preventDefault();
    action();
  };
  return (
    <div
      ref={scroller}
      role="tree"
      aria-label="Nodes of the plan"
      aria-activedescendant={`plan-row-${rows[at]?.node.id ?? 0}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="relative min-w-0 overflow-auto border-line border-t contain-strict focus-visible:outline-offset-[-2px]"
      style={{ height: Math.min(MOST_HEIGHT, rows.length * ROW_HEIGHT + 1) }}
    >
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <Row
              key={row.node.id}
              row={row}
              answer={answer}
              findings={findingsByNode.get(row.node.id) ?? []}
              isFocused={index === at}
              isChosen={row.node.id === chosenId}
              top={start}
              onOpen={() => open(row)}
              onChoose={() => {
                setFocused(index);
                onChoose(row.node.id);
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

interface Acting {
  readonly rows: readonly TreeRow[];
  readonly at: number;
  readonly move: (to: number) => void;
  readonly open: (row: TreeRow) => void;
  readonly onChoose: (id: number) => void;
}

/** What a key does on a row, as trees do everywhere. */
function keyAction(
  key: string,
  row: TreeRow,
  { rows, at, move, open, onChoose }: Acting,
): (() => void) | null {
  switch (key) {
    case 'ArrowDown':
      return () => move(at + 1);
    case 'ArrowUp':
      return () => move(at - 1);
    case 'Home':
      return () => move(0);
    case 'End':
      return () => move(rows.length - 1);
    case 'ArrowRight':
      return row.hasChildren && !row.isOpen ? () => open(row) : () => move(at + 1);
    case 'ArrowLeft':
      return row.hasChildren && row.isOpen
        ? () => open(row)
        : () => move(rows.findIndex(({ node }) => node.id === row.node.parentId));
    case 'Enter':
    case ' ':
      return () => onChoose(row.node.id);
    default:
      return null;
  }
}

function Row({
  row: { node, hasChildren, isOpen },
  answer,
  findings,
  isFocused,
  isChosen,
  top,
  onOpen,
  onChoose,
}: {
  readonly row: TreeRow;
  readonly answer: QueryPlanAnswer;
  readonly findings: readonly WirePlanFinding[];
  readonly isFocused: boolean;
  readonly isChosen: boolean;
  readonly top: number;
  readonly onOpen: () => void;
  readonly onChoose: () => void;
}) {
  const wrong = misestimateWords(node);
  const [worst] = findings;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree holds the focus and takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: as above, by aria-activedescendant
    <div
      id={`plan-row-${node.id}`}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-selected={isChosen}
      {...(hasChildren && { 'aria-expanded': isOpen })}
      onClick={onChoose}
      className={clsx(
        'absolute inset-x-0 flex cursor-pointer items-center gap-3 border-line border-b px-4 hover:bg-hover',
        isChosen && 'bg-accent-soft',
        isFocused && 'shadow-[inset_2px_0_0_var(--accent)]',
      )}
      style={{ transform: `translateY(${top}px)`, height: ROW_HEIGHT }}
    >
      <span
        aria-hidden="true"
        className="shrink-0 max-sm:w-[calc(var(--in)*0.4)] sm:w-(--in)"
        style={{ '--in': `${Math.min(MOST_INDENT, node.depth) * 16}px` } as React.CSSProperties}
      />
      <button
        type="button"
        tabIndex={-1}
        aria-hidden={!hasChildren}
        aria-label={`${isOpen ? 'Close' : 'Open'} ${node.title}`}
        onClick={(event) => {
          event.stopPropagation();
          onOpen();
        }}
        className={clsx(
          'inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-faint hover:text-ink',
          !hasChildren && 'invisible',
        )}
      >
        <ChevronRight
          aria-hidden="true"
          className={clsx('size-4 transition-transform', isOpen && 'rotate-90')}
        />
      </button>
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex min-w-0 items-center gap-2">
          {worst && (
            <SeverityShape severity={worst.severity} label={findings.map(({ title }) => title).join('; ')} />
          )}
          <span className="truncate font-medium text-sm">{node.title}</span>
        </span>
        <span className="truncate text-faint text-xs">
          <span className="nums">{rowsWords(node)}</span>
          {wrong !== null && <span className="text-warning-ink">, {wrong}</span>}
          {worst && <span className="max-sm:hidden"> · {worst.title}</span>}
        </span>
      </span>
      <span className="nums w-20 shrink-0 text-end text-sm max-sm:hidden">
        {node.exclusiveSeconds === null ? '' : duration(node.exclusiveSeconds)}
      </span>
      <span className="w-44 shrink-0 max-sm:w-20">
        <ShareBar share={shareOf(node, answer)} label={answer.isAnalyzed ? 'Of the time' : 'Of the cost'} />
      </span>
    </div>
  );
}
