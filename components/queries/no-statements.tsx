import { Card } from '@/components/ui/card';
import { SqlBlock } from '@/components/ui/sql-block';
import { State } from '@/components/ui/state';
import type { QueriesAnswer } from '@/lib/api/queries';
import { UnavailableState } from '../hypertables/unavailable-state';

/** Which are loaded already is hidden from our role: a library that is left out takes its extension along. */
const LOOK_FIRST = `-- Put the libraries that are preloaded already before it; SHOW says which:
SHOW shared_preload_libraries;
`;
const THEN_RESTART = `
-- Then restart the server. Managed services have it in their console.`;
const AS_BEFORE = `-- As SHOW said before; where ALTER SYSTEM had not set it:
`;
const CREATE = 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements;';
const DROP = 'DROP EXTENSION IF EXISTS pg_stat_statements;';

/** Why there is no statement to show, and what to do about it. */
export function NoStatements({ answer }: { readonly answer: QueriesAnswer }) {
  const { tracking, preload, isEmbedded, missing } = answer;
  if (isEmbedded)
    return (
      <Card>
        <State kind="unknown" title="This engine keeps no statistics of statements.">
          It comes with Chunkwise and has no pg_stat_statements. A server of your own can have it.
        </State>
      </Card>
    );
  if (!tracking || (tracking.isLoaded && tracking.isCreated)) return <UnavailableState missing={missing} />;
  return (
    <Card>
      <State
        kind="unknown"
        title={
          tracking.isLoaded
            ? 'pg_stat_statements is loaded, but not created in this database.'
            : 'pg_stat_statements is not loaded on this server.'
        }
      >
        {tracking.isLoaded
          ? 'It counts already: the view shows what happened since the server was started.'
          : 'It comes with PostgreSQL and has to be preloaded, which takes a restart. Until then nothing counts statements.'}
      </State>
      <div className="mx-auto flex max-w-2xl flex-col gap-3 px-5 py-4">
        {preload && (
          <SqlBlock
            sql={`${preload.keeps ? '' : LOOK_FIRST}${preload.setSql}${THEN_RESTART}`}
            title="Preload it"
          />
        )}
        {!tracking.isCreated && <SqlBlock sql={CREATE} title="Create it in this database, as a superuser" />}
        {!tracking.isCreated && <SqlBlock sql={DROP} title="And this takes it back" />}
        {preload && (
          <SqlBlock
            sql={`${preload.keeps ? '' : AS_BEFORE}${preload.undoSql}`}
            title="And this takes the setting back"
          />
        )}
      </div>
    </Card>
  );
}
