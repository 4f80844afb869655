'use client';
import { useQuery } from '@tanstack/react-query';
import { ChangesCard } from '@/components/history/changes-card';
import { type HistoryChart, HistoryCharts } from '@/components/history/history-charts';
import { scoreChart } from '@/components/history/score-chart';
import { FindingLinks } from '@/components/hypertable/finding-links';
import { MissingNote } from '@/components/hypertables/unavailable-state';
import { Card, CardHeader } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { Skeleton } from '@/components/ui/skeleton';
import { State } from '@/components/ui/state';
import { type SecurityAnswer, securityQuery } from '@/lib/api/security';
import { count } from '@/lib/format/count';
import { HostRulesCard } from './host-rules-card';
import { OwnRoleCard } from './own-role-card';
import { RolesCard } from './roles-card';
import { securitySummary } from './security-summary';
import { SessionsCard } from './sessions-card';

const CHARTS: readonly HistoryChart[] = [
  scoreChart('security'),
  {
    title: 'Sessions from other machines',
    unit: 'sessions',
    format: count,
    // Sessions are whole: below four the scale would count in quarters.
    leastPeak: 4,
    lines: [
      { metric: 'remoteSessions', label: 'all', of: 'max' },
      { metric: 'unencryptedSessions', label: 'not encrypted', of: 'max' },
    ],
  },
];

/** Who may do what, and how do sessions prove who they are? */
export function SecurityScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(securityQuery(databaseId));
  return (
    <>
      <PageHeader title="Security" summary={query.data && securitySummary(query.data)} />
      <QueryState query={query} skeleton={<Skeleton className="h-96" />}>
        {(answer) => (
          <>
            <MissingNote missing={answer.missing} />
            <div className="grid items-start gap-6 xl:grid-cols-2">
              <div className="flex min-w-0 flex-col gap-6">
                <Found databaseId={databaseId} answer={answer} />
                <SessionsCard sessions={answer.sessions} settings={answer.settings} />
              </div>
              <div className="flex min-w-0 flex-col gap-6">
                <OwnRoleCard own={answer.own} />
                <HostRulesCard rules={answer.hostRules} />
              </div>
              <div className="flex min-w-0 flex-col gap-6 xl:col-span-2">
                <RolesCard roles={answer.roles} ownName={answer.own?.name ?? null} />
                <ChangesCard
                  databaseId={databaseId}
                  about="security"
                  description="Roles, lines of pg_hba.conf, versions and findings, as they were noticed"
                />
                <HistoryCharts databaseId={databaseId} charts={CHARTS} />
              </div>
            </div>
          </>
        )}
      </QueryState>
    </>
  );
}

function Found({
  databaseId,
  answer: { findings, missing },
}: {
  readonly databaseId: string;
  readonly answer: SecurityAnswer;
}) {
  return (
    <Card aria-label="Found" className="overflow-hidden">
      <CardHeader title="Found" description="Open advice of security and of versions" className="pb-3" />
      {findings.length > 0 ? (
        <FindingLinks databaseId={databaseId} findings={findings} />
      ) : (
        <State
          kind={missing.length === 0 ? 'good' : 'unknown'}
          title={missing.length === 0 ? 'Nothing was found.' : 'Nothing was found in what could be read.'}
        />
      )}
    </Card>
  );
}
