import clsx from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { policyWords, scheduleWords } from '@/components/hypertable/policy-words';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { Unknown } from '@/components/ui/unknown';
import type { AggregateRow } from '@/lib/api/continuous-aggregates';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { FindingLinks } from '../hypertable/finding-links';
import { hypertableHref } from '../hypertables/hypertable-href';
import { AgePicture } from './age-picture';
import { aggregateWindows } from './aggregate-windows';
import { lagWords } from './lag-words';

/** One aggregate: what it reads, how far behind it is, what waits, and its policies on one axis. */
export function AggregateCard({
  databaseId,
  aggregate,
}: {
  readonly databaseId: string;
  readonly aggregate: AggregateRow;
}) {
  const { schema, name, depth, isRealTime, isNeverMaterialized } = aggregate;
  const headingId = `aggregate-${aggregate.hypertableId}`;
  return (
    <Card as="article" aria-labelledby={headingId} className="overflow-hidden">
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 pt-4">
        <h2 id={headingId} className="min-w-0 break-all font-semibold text-sm">
          <Link href={hypertableHref(databaseId, schema, name)} className="hover:underline">
            <span className="font-normal text-faint">{schema}.</span>
            {name}
          </Link>
        </h2>
        <Badge tone="outline" title={isRealTime ? REAL_TIME : MATERIALISED_ONLY}>
          {isRealTime ? 'real-time' : 'materialised only'}
        </Badge>
        {isNeverMaterialized && <Badge tone="warning">▲ never materialised</Badge>}
        <p className="text-faint text-xs">
          {depth > 0 ? 'on the aggregate ' : 'on '}
          <SourceLink databaseId={databaseId} aggregate={aggregate} />
        </p>
      </header>
      <Facts aggregate={aggregate} />
      <div className="px-5 pb-4">
        <AgePicture
          name={`${schema}.${name}`}
          windows={aggregateWindows(aggregate)}
          materialisedAge={materialisedAge(aggregate)}
          isIntegerTime={aggregate.isIntegerTime}
          isRealTime={isRealTime}
        />
      </div>
      {aggregate.findings.length > 0 && (
        <div className="border-line border-t">
          <FindingLinks
            databaseId={databaseId}
            findings={aggregate.findings}
            label={`Findings of ${schema}.${name}`}
          />
        </div>
      )}
    </Card>
  );
}

/** How far before the present refreshes have got, in seconds or in units of integer time. */
function materialisedAge({ presentUnits, refreshedUntilUnits, isIntegerTime }: AggregateRow): number | null {
  if (presentUnits === null || refreshedUntilUnits === null) return null;
  return (presentUnits - refreshedUntilUnits) / (isIntegerTime ? 1 : 1_000_000);
}

const REAL_TIME = 'Buckets that are not materialised yet are computed from the source when it is queried';
const MATERIALISED_ONLY = 'Buckets that are not materialised yet do not appear in its answers';

function SourceLink({
  databaseId,
  aggregate: { source },
}: {
  readonly databaseId: string;
  readonly aggregate: AggregateRow;
}) {
  if (source === null) return <Unknown reason="this role cannot see what it reads" />;
  return (
    <Link href={hypertableHref(databaseId, source.schema, source.name)} className="link break-all">
      {source.schema}.{source.name}
    </Link>
  );
}

function Facts({ aggregate }: { readonly aggregate: AggregateRow }) {
  const { refresh, isNeverMaterialized, pendingRanges, sourcePendingRanges, totalBytes, sourceBytes } =
    aggregate;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 px-5 py-4 sm:grid-cols-3 lg:grid-cols-6">
      <Fact name="Bucket">
        <BucketText aggregate={aggregate} />
      </Fact>
      <Fact name="Lag">
        <LagText aggregate={aggregate} />
      </Fact>
      <Fact name="Waits for a refresh">
        <span title={`${count(sourcePendingRanges)} more changed in the source and were not taken over yet`}>
          {isNeverMaterialized ? 'all of it' : counted(pendingRanges, 'range')}
          {sourcePendingRanges > 0 && <span className="text-faint"> +{count(sourcePendingRanges)}</span>}
        </span>
      </Fact>
      <Fact name="Refresh" isWide>
        {refresh === null ? (
          <span className="text-faint">no policy</span>
        ) : (
          <span>
            {policyWords(refresh).replace('refreshes ', '')}, {scheduleWords(refresh)}
            {(refresh.lastRun === 'failed' || refresh.lastRun === 'stuck') && (
              <Badge tone="critical" className="ms-2">
                ✕ {refresh.lastRun === 'stuck' ? 'stuck' : 'last run failed'}
              </Badge>
            )}
          </span>
        )}
      </Fact>
      <Fact name="On disk">
        {totalBytes === null ? <Unknown reason="chunk sizes are not read yet" /> : bytes(totalBytes)}
        {totalBytes !== null && sourceBytes !== null && (
          <span className="text-faint"> of {bytes(sourceBytes)}</span>
        )}
      </Fact>
    </dl>
  );
}

function BucketText({ aggregate }: { readonly aggregate: AggregateRow }) {
  const { bucketSeconds, bucketUnits, bucketWidth } = aggregate;
  if (bucketUnits !== null) return count(bucketUnits);
  if (bucketSeconds !== null) return duration(bucketSeconds);
  return bucketWidth ?? <Unknown reason="its width varies" />;
}

function LagText({ aggregate }: { readonly aggregate: AggregateRow }) {
  const lag = lagWords(aggregate);
  return lag === null ? <Unknown reason="never materialised, or its present is not known" /> : lag;
}

function Fact({
  name,
  isWide = false,
  children,
}: {
  readonly name: string;
  readonly isWide?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={clsx('min-w-0', isWide && 'col-span-2')}>
      <dt className="text-faint text-xs">{name}</dt>
      <dd className="nums text-sm">{children}</dd>
    </div>
  );
}
