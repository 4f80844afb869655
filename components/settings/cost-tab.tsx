'use client';
import { useQuery } from '@tanstack/react-query';
import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { QueryState } from '@/components/ui/query-state';
import { RelativeTime } from '@/components/ui/relative-time';
import { StatGrid, StatTile } from '@/components/ui/stat-tile';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import { type CoverageAnswer, coverageQuery } from '@/lib/api/coverage';
import { duration, durationMs } from '@/lib/format/duration';

type Artifact = CoverageAnswer['artifacts'][number];

/** What watching costs the database: per collector how often, how long, and against which budget. */
export function CostTab({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(coverageQuery(databaseId));
  return (
    <QueryState query={query}>
      {({ cost, artifacts }) => (
        <>
          <StatGrid label="Cost in total" perRow={3}>
            <StatTile
              label="Of each minute"
              value={cost.millisecondsPerMinute === null ? null : durationMs(cost.millisecondsPerMinute)}
              unknownReason="nothing was measured yet"
              detail="wall time of all statements"
            />
            <StatTile
              label="Connections"
              value={`${cost.connections}`}
              detail="the most that are open at once"
            />
            <StatTile
              label="Slowed down"
              value={`${artifacts.filter(({ slowedBy }) => slowedBy > 1).length}`}
              detail="after three runs over budget"
            />
          </StatGrid>
          <Card aria-label="Collectors">
            <CardHeader
              title="Collectors"
              description="A statement that exceeds its budget three times in a row runs less often"
            />
            <div className="pt-2">
              <Table label="Collectors">
                <thead>
                  <tr>
                    <Th>Collector</Th>
                    <Th align="end">Every</Th>
                    <Th align="end">Last took</Th>
                    <Th align="end">Typically</Th>
                    <Th align="end">Budget</Th>
                    <Th>Last run</Th>
                  </tr>
                </thead>
                <tbody>
                  {[...artifacts].sort(costliestFirst).map((artifact) => (
                    <CollectorRow key={artifact.artifact} artifact={artifact} />
                  ))}
                </tbody>
              </Table>
            </div>
          </Card>
        </>
      )}
    </QueryState>
  );
}

const perSecond = ({ typicalMs, everySeconds }: Artifact) => (typicalMs ?? 0) / everySeconds;
const costliestFirst = (a: Artifact, b: Artifact) => perSecond(b) - perSecond(a);

function CollectorRow({ artifact }: { readonly artifact: Artifact }) {
  const {
    artifact: name,
    title,
    everySeconds,
    tookMs,
    typicalMs,
    budgetMs,
    slowedBy,
    collectedAt,
  } = artifact;
  // Where it does not apply no statement was sent: that took no time at all, which is not a quick one.
  const wasAsked = collectedAt !== null || (tookMs ?? 0) > 0;
  const took = (ms: number | null) =>
    wasAsked ? durationMs(ms) : <Unknown reason="it does not run on this database" />;
  const isOver = typicalMs !== null && typicalMs > budgetMs;
  return (
    <Tr>
      <Td className="min-w-56">
        <span className="block font-mono text-xs">{name}</span>
        <span className="block text-faint text-xs">{title}</span>
      </Td>
      <Td align="end">
        {duration(everySeconds * slowedBy)}
        {slowedBy > 1 && <span className="block text-2xs text-warning-ink">slowed by {slowedBy}</span>}
      </Td>
      <Td align="end">{took(tookMs)}</Td>
      <Td align="end">{took(typicalMs)}</Td>
      <Td align="end" className="whitespace-nowrap text-faint">
        {isOver && (
          <Badge tone="warning" className="me-2">
            over
          </Badge>
        )}
        {durationMs(budgetMs)}
      </Td>
      <Td className="whitespace-nowrap text-faint">
        <RelativeTime at={collectedAt} />
      </Td>
    </Tr>
  );
}
