'use client';
import { useQuery } from '@tanstack/react-query';
import { ChangeList } from '@/components/history/change-list';
import { Card, CardHeader } from '@/components/ui/card';
import { QueryState } from '@/components/ui/query-state';
import { overviewQuery } from '@/lib/api/overview';

/** What changed since yesterday, newest first. */
export function RecentChanges({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(overviewQuery(databaseId));
  return (
    <Card aria-label="Since yesterday">
      <CardHeader
        title="Since yesterday"
        description="What came, went or was decided about within 24 hours"
      />
      <QueryState query={query}>
        {({ changes }) =>
          changes.length === 0 ? (
            <p className="px-5 py-4 text-muted text-sm">Nothing changed, or nothing was recorded.</p>
          ) : (
            <ChangeList databaseId={databaseId} label="Changes since yesterday" changes={changes} />
          )
        }
      </QueryState>
    </Card>
  );
}
