'use client';
import { useMemo } from 'react';
import { type VirtualColumn, VirtualTable } from '@/components/ui/virtual-table';
import type { QueryPlanAnswer, WirePlanNode } from '@/lib/api/query-plan';
import { count, countShort } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { times } from '@/lib/format/ratio';
import { shareOf } from './plan-words';
import { ShareBar } from './share-bar';

/** Every node, chunks that were folded away too, by any of its numbers. */
export function PlanTable({
  answer,
  onChoose,
}: {
  readonly answer: QueryPlanAnswer;
  readonly onChoose: (id: number) => void;
}) {
  const columns = useMemo(() => columnsOf(answer), [answer]);
  return (
    <VirtualTable
      label="Nodes of the plan"
      columns={columns}
      rows={answer.nodes}
      rowKey={({ id }) => String(id)}
      onOpen={({ id }) => onChoose(id)}
      initialSort={{ id: 'share', desc: true }}
      heightPx={640}
      minWidthPx={1080}
      className="border-line border-t"
    />
  );
}

type Column = VirtualColumn<WirePlanNode>;

function columnsOf(answer: QueryPlanAnswer): Column[] {
  const number = (
    id: string,
    header: string,
    value: Column['value'],
    words: (value: number) => string,
    over: Partial<Column> = {},
  ): Column => ({
    id,
    header,
    value,
    cell: (node) => {
      const known = value(node);
      return typeof known === 'number' ? words(known) : '–';
    },
    align: 'end',
    width: '6rem',
    wideOnly: true,
    ...over,
  });
  return [
    {
      id: 'node',
      header: 'Node',
      value: ({ title }) => title,
      cell: ({ title }) => <span title={title}>{title}</span>,
      width: 'minmax(11rem, 3fr)',
    },
    {
      id: 'share',
      header: answer.isAnalyzed ? 'Share of time' : 'Share of cost',
      value: (node) => shareOf(node, answer),
      cell: (node) => (
        <ShareBar share={shareOf(node, answer)} label={answer.isAnalyzed ? 'Of the time' : 'Of the cost'} />
      ),
      width: 'minmax(6.5rem, 1fr)',
    },
    number('alone', 'Alone', ({ exclusiveSeconds }) => exclusiveSeconds, duration, {
      wideOnly: false,
      width: '5.5rem',
    }),
    number('with', 'With below', ({ seconds }) => seconds, duration),
    number(
      'rows',
      'Rows',
      ({ actualRows }) => actualRows,
      (value) => countShort(Math.round(value)),
    ),
    number(
      'planned',
      'Expected',
      ({ plannedRows }) => plannedRows,
      (value) => countShort(Math.round(value)),
    ),
    number(
      'wrong',
      'Off by',
      ({ misestimate }) => (misestimate === null ? null : Math.max(misestimate, 1 / misestimate)),
      times,
    ),
    number('loops', 'Loops', ({ loops }) => loops, count, { width: '5rem' }),
    number(
      'hit',
      'Cached pages',
      ({ hitBlocks }) => hitBlocks,
      (value) => countShort(Math.round(value)),
    ),
    number(
      'read',
      'Read pages',
      ({ readBlocks }) => readBlocks,
      (value) => countShort(Math.round(value)),
    ),
    number(
      'temp',
      'Temp pages',
      ({ tempBlocks }) => tempBlocks,
      (value) => countShort(Math.round(value)),
    ),
  ];
}
