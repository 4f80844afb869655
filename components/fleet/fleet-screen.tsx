'use client';
import { useQuery } from '@tanstack/react-query';
import { DemoSteps } from '@/components/shell/demo-steps';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { State } from '@/components/ui/state';
import { type DatabaseSummary, databasesQuery } from '@/lib/api/databases';
import { counted } from '@/lib/format/count';
import { FleetRow } from './fleet-row';
import { neediestFirst } from './neediest-first';

/** Which database needs me? */
export function FleetScreen() {
  const query = useQuery(databasesQuery());
  return (
    <>
      <PageHeader title="Fleet" summary={query.data && summary(query.data)} />
      <QueryState query={query}>
        {(databases) =>
          databases.length === 0 ? (
            <Card className="p-6">
              <State kind="empty" title="No database is configured." />
              <DemoSteps />
            </Card>
          ) : (
            <ul aria-label="Databases" className="flex flex-col gap-3">
              {neediestFirst(databases).map((database) => (
                <FleetRow key={database.id} database={database} />
              ))}
            </ul>
          )
        }
      </QueryState>
    </>
  );
}

function summary(databases: readonly DatabaseSummary[]): string {
  const down = databases.filter(({ status }) => status === 'down').length;
  const needing = databases.filter(
    ({ counts }) => counts !== null && counts.critical + counts.warning > 0,
  ).length;
  const parts = [
    counted(databases.length, 'database'),
    ...(down > 0 ? [`${down} not reachable`] : []),
    needing === 0 ? 'none has a critical finding or a warning' : `${needing} with something to do`,
  ];
  return `${parts.join(', ')}.`;
}
