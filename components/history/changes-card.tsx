'use client';
import { useQuery } from '@tanstack/react-query';
import { Card, CardHeader } from '@/components/ui/card';
import { QueryState } from '@/components/ui/query-state';
import { changesQuery } from '@/lib/api/changes';
import { ChangeList } from './change-list';

const DAYS = 90;

/** What changed of what a screen is about, over months: settings, or who may do what, and findings about them. */
export function ChangesCard({
  databaseId,
  about,
  description,
}: {
  readonly databaseId: string;
  readonly about: 'settings' | 'security';
  readonly description: string;
}) {
  const query = useQuery(changesQuery(databaseId, { about, days: DAYS }));
  return (
    <Card aria-label="Changes">
      <CardHeader title={`Changes within ${DAYS} days`} description={description} />
      <QueryState query={query}>
        {({ changes, isOldestLeftOut }) =>
          changes.length === 0 ? (
            <p className="px-5 py-4 text-muted text-sm">Nothing changed while it was recorded.</p>
          ) : (
            <>
              <ChangeList databaseId={databaseId} label={`Changes of ${about}`} changes={changes} />
              {isOldestLeftOut && (
                <p className="border-line border-t px-5 py-3 text-muted text-sm">
                  More changed than is listed here: the oldest are left out.
                </p>
              )}
            </>
          )
        }
      </QueryState>
    </Card>
  );
}
