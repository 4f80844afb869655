'use client';
import { useQuery } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import { Button, buttonClass } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { QueryState } from '@/components/ui/query-state';
import { Skeleton } from '@/components/ui/skeleton';
import { databasesQuery } from '@/lib/api/databases';
import { type FindingsAnswer, findingsQuery } from '@/lib/api/findings';
import { overviewQuery } from '@/lib/api/overview';
import { reportPath } from '@/lib/api/report';
import { couldNotLook } from '@/lib/format/could-not-look';
import { instant } from '@/lib/format/instant';
import { verdict } from '../overview/verdict';
import { severityRank } from '../ui/severity';
import { ReportFinding } from './report-finding';
import { ReportHealth } from './report-health';

/** Overview and advice of one database on paper, or as Markdown: nothing folded away, nothing to click. */
export function ReportScreen({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(findingsQuery(databaseId));
  const name = useQuery(databasesQuery()).data?.find(({ id }) => id === databaseId)?.name ?? databaseId;
  const overview = useQuery(overviewQuery(databaseId));
  return (
    <>
      <PageHeader
        title={`Report: ${name}`}
        summary={query.data && `${verdict(query.data)} As of ${instant(query.data.snapshotAt)}.`}
        actions={
          <>
            <Button onClick={() => window.print()}>
              <Printer aria-hidden="true" className="size-3.5" />
              Print
            </Button>
            <a
              className={buttonClass()}
              href={reportPath(databaseId)}
              download={`chunkwise-${databaseId}.md`}
            >
              <Download aria-hidden="true" className="size-3.5" />
              Markdown
            </a>
          </>
        }
      />
      <QueryState query={query}>
        {(answer) =>
          // In one piece: what comes later would push the rest down.
          overview.isPending ? (
            <Skeleton className="h-96" />
          ) : (
            <div className="flex max-w-4xl flex-col gap-8">
              <ReportHealth answer={answer} tiles={overview.data?.tiles ?? []} />
              <OpenFindings answer={answer} />
              <NotKnown answer={answer} />
            </div>
          )
        }
      </QueryState>
    </>
  );
}

function OpenFindings({ answer }: { readonly answer: FindingsAnswer }) {
  const open = answer.findings
    .filter(({ state }) => state !== 'snoozed' && state !== 'dismissed')
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  return (
    <section aria-label="Advice" className="flex flex-col gap-6">
      <h2 className="font-semibold text-lg">Advice</h2>
      {open.length === 0 && <p className="text-muted text-sm">Nothing is open.</p>}
      {open.map((finding) => (
        <ReportFinding key={finding.key} finding={finding} />
      ))}
    </section>
  );
}

function NotKnown({ answer: { outcomes } }: { readonly answer: FindingsAnswer }) {
  const blind = outcomes.filter(couldNotLook);
  return (
    <section aria-label="Not known" className="flex flex-col gap-3">
      <h2 className="font-semibold text-lg">Not known</h2>
      {blind.length === 0 ? (
        <p className="text-muted text-sm">Every check that applies could look.</p>
      ) : (
        <ul className="flex list-disc flex-col gap-1 ps-5 text-muted text-sm">
          {blind.map(({ rule, title, reason }) => (
            <li key={rule}>
              {title}: {reason ?? 'no reason given'}.
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
