'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { screenHref } from '@/components/shell/screens';
import { Card, CardHeader } from '@/components/ui/card';
import { QueryState } from '@/components/ui/query-state';
import { ScrollRegion } from '@/components/ui/scroll-region';
import { type CoverageAnswer, coverageQuery } from '@/lib/api/coverage';
import type { RuleOutcome } from '@/lib/api/findings';
import { couldNotLook } from '@/lib/format/could-not-look';
import { counted } from '@/lib/format/count';
import { gapsByReason } from './gaps-by-reason';

type Artifact = CoverageAnswer['artifacts'][number];

/** What could not be looked at, and so is neither good nor bad. */
export function CoverageCard({
  databaseId,
  outcomes,
}: {
  readonly databaseId: string;
  readonly outcomes: readonly RuleOutcome[];
}) {
  const query = useQuery(coverageQuery(databaseId));
  const blind = outcomes.filter(couldNotLook);
  return (
    <Card aria-label="Not looked at">
      <CardHeader
        title="Not looked at"
        description="Neither good nor bad: it could not be read, or must be watched for longer"
        aside={
          <Link href={screenHref(databaseId, '/settings?tab=coverage')} className="link text-xs">
            Coverage and grants
          </Link>
        }
      />
      <QueryState query={query}>
        {({ artifacts }) => (
          <Gaps
            gaps={artifacts.filter(({ status }) => status !== 'readable' && status !== 'not-applicable')}
            blind={blind}
            total={artifacts.filter(({ status }) => status !== 'not-applicable').length}
          />
        )}
      </QueryState>
    </Card>
  );
}

function Gaps({
  gaps,
  blind,
  total,
}: {
  readonly gaps: readonly Artifact[];
  readonly blind: readonly RuleOutcome[];
  readonly total: number;
}) {
  if (gaps.length === 0 && blind.length === 0) {
    return (
      <p className="px-5 py-4 text-muted text-sm">
        All {total} artifacts were read, and every check could look.
      </p>
    );
  }
  return (
    <ScrollRegion label="What was not looked at" className="mt-3 max-h-96 border-line border-t text-sm">
      <ul>
        {gapsByReason(gaps).map(({ reason, titles, hasGrant }) => (
          <li key={reason} className="border-line border-t px-5 py-2.5 first:border-t-0">
            <p className="flex justify-between gap-3">
              <span className="min-w-0 first-letter:uppercase">
                {reason}
                {hasGrant && <span className="text-faint"> A grant mends it.</span>}
              </span>
              <span className="nums shrink-0 text-faint text-xs">{counted(titles.length, 'artifact')}</span>
            </p>
            <p className="text-muted text-xs">{titles.join(' · ')}</p>
          </li>
        ))}
        {blind.map(({ rule, title, status, reason, isWaiting }) => (
          <li key={rule} className="border-line border-t px-5 py-2.5 first:border-t-0">
            <p className="flex justify-between gap-3">
              <span className="min-w-0">{title}</span>
              <span className="shrink-0 text-faint text-xs">
                {isWaiting
                  ? 'needs more time'
                  : status === 'found'
                    ? 'looked at a part'
                    : 'check could not run'}
              </span>
            </p>
            <p className="text-muted text-xs">{reason}</p>
          </li>
        ))}
      </ul>
    </ScrollRegion>
  );
}
