'use client';
import { useMemo } from 'react';
import { Card } from '@/components/ui/card';
import { FilterBar } from '@/components/ui/filter-bar';
import { Select } from '@/components/ui/select';
import { State } from '@/components/ui/state';
import { VirtualTable } from '@/components/ui/virtual-table';
import type { QueriesAnswer, Statement } from '@/lib/api/queries';
import { isListed, MEASURE_IDS, MEASURES, type MeasureId, shareOf, wholeOf } from './measures';
import { queryColumns, type RankedStatement } from './query-columns';
import { StatementSums } from './statement-sums';

const OPTIONS = MEASURE_IDS.map((id) => ({ value: id, label: MEASURES[id].label }));
/** Blocks have this size unless PostgreSQL was built otherwise. */
const USUAL_BLOCK_BYTES = 8_192;

/** The ranking with its filter, and what is not in it. */
export function QueriesTable({
  databaseId,
  answer,
  statements,
  by,
  q,
  onChange,
}: {
  readonly databaseId: string;
  readonly answer: QueriesAnswer;
  readonly statements: readonly Statement[];
  readonly by: MeasureId;
  readonly q: string;
  readonly onChange: (change: { by?: MeasureId; q?: string }) => void;
}) {
  const blockBytes = answer.tracking?.blockBytes ?? USUAL_BLOCK_BYTES;
  const tracksPlanning = answer.tracking?.tracksPlanning === true;
  const listed = useMemo(() => {
    const whole = wholeOf(MEASURES[by], statements, blockBytes);
    return statements.filter(isListed).map(
      (statement, at): RankedStatement => ({
        statement,
        share: shareOf(MEASURES[by], statement, whole, blockBytes),
        key: `${statement.queryId} ${statement.roleName} ${statement.isTopLevel} ${at}`,
      }),
    );
  }, [statements, by, blockBytes]);
  const columns = useMemo(
    () => queryColumns(databaseId, by, { rows: listed, blockBytes, tracksPlanning }),
    [databaseId, by, listed, blockBytes, tracksPlanning],
  );
  const rows = useMemo(() => {
    const wanted = q.trim().toLowerCase();
    return wanted === ''
      ? listed
      : listed.filter(({ statement: { query, queryId, roleName } }) =>
          [query, queryId, roleName].some((text) => text?.toLowerCase().includes(wanted)),
        );
  }, [listed, q]);
  return (
    <div className="flex flex-col gap-3">
      <FilterBar
        label="Filter statements by text or role"
        placeholder="Filter by text or role"
        value={q}
        onChange={(next) => onChange({ q: next })}
        shown={rows.length}
        total={listed.length}
      >
        <Select
          label="Rank by"
          showLabel
          options={OPTIONS}
          value={by}
          onChange={(next) => onChange({ by: next })}
        />
      </FilterBar>
      <Card className="overflow-hidden">
        {rows.length === 0 ? (
          <State kind="empty" title="No statement matches this filter." />
        ) : (
          <VirtualTable
            // Another measure begins in its own order.
            key={by}
            label="Statements"
            columns={columns}
            rows={rows}
            rowKey={({ key }) => key}
            initialSort={{ id: by, desc: true }}
            heightPx={720}
            minWidthPx={1040}
          />
        )}
        <StatementSums
          answer={answer}
          statements={statements}
          measure={MEASURES[by]}
          blockBytes={blockBytes}
        />
      </Card>
      <p className="max-w-prose text-faint text-xs">{footnote(answer)}</p>
    </div>
  );
}

function footnote({ tracking }: QueriesAnswer): string {
  const notes = ['Literals are masked; of a command that may carry a secret only its name is kept.'];
  if (tracking?.tracksPlanning === false)
    notes.push('Planning is not measured: pg_stat_statements.track_planning is off.');
  if (tracking?.track === 'top') notes.push('Statements inside of functions are counted with their caller.');
  return notes.join(' ');
}
