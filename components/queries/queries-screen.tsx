'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonRows } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type QueriesAnswer, type QueryWindow, queriesQuery } from '@/lib/api/queries';
import { FindingsCard } from '../hypertable/finding-links';
import { MissingNote } from '../hypertables/unavailable-state';
import { MEASURE_IDS } from './measures';
import { NoStatements } from './no-statements';
import { queriesSummary } from './queries-summary';
import { QueriesTable } from './queries-table';
import { StatementTiles } from './statement-tiles';
import { WINDOW_IDS, WINDOWS } from './window-words';

const parsers = {
  window: parseAsStringLiteral(WINDOW_IDS).withDefault('reset'),
  by: parseAsStringLiteral(MEASURE_IDS).withDefault('time'),
  q: parseAsString.withDefault(''),
};

/** What costs time? */
export function QueriesScreen({ databaseId }: { readonly databaseId: string }) {
  const [{ window, by, q }, setState] = useQueryStates(parsers, { history: 'replace' });
  const query = useQuery({ ...queriesQuery(databaseId, window), placeholderData: keepPreviousData });
  const { data } = query;
  return (
    <>
      <PageHeader
        title="Queries"
        summary={data?.statements && queriesSummary(data.statements, data.window)}
        actions={
          <Segmented
            label="Window"
            segments={WINDOWS}
            value={window}
            onChange={(next) => setState({ window: next })}
          />
        }
      />
      <QueryState
        query={query}
        skeleton={
          <Card>
            <SkeletonRows rows={10} />
          </Card>
        }
      >
        {(answer) => {
          if (answer.window.problem !== null)
            return <NoWindow answer={answer} onReset={() => setState({ window: 'reset' })} />;
          if (answer.statements === null) return <NoStatements answer={answer} />;
          if (answer.statements.length === 0) return <NothingCounted />;
          return (
            <div className="flex flex-col gap-5">
              <MissingNote missing={answer.missing} className="" />
              <FindingsCard databaseId={databaseId} findings={answer.findings} label="About statements" />
              <StatementTiles statements={answer.statements} answer={answer} />
              <QueriesTable
                databaseId={databaseId}
                answer={answer}
                statements={answer.statements}
                by={by}
                q={q}
                onChange={setState}
              />
            </div>
          );
        }}
      </QueryState>
    </>
  );
}

function NoWindow({ answer, onReset }: { readonly answer: QueriesAnswer; readonly onReset: () => void }) {
  const words: Record<QueryWindow, string> = { reset: '', hour: 'The last hour', day: 'The last day' };
  return (
    <Card>
      <State
        kind="unknown"
        title={`${words[answer.window.asked]} is not known.`}
        action={<Button onClick={onReset}>Show all since the reset</Button>}
      >
        {answer.window.problem}.
      </State>
    </Card>
  );
}

function NothingCounted() {
  return (
    <Card>
      <State kind="empty" title="No statement was counted in this database yet." />
    </Card>
  );
}
