'use client';
import { useQuery } from '@tanstack/react-query';
import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { QueryState } from '@/components/ui/query-state';
import { SqlBlock } from '@/components/ui/sql-block';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { type CoverageAnswer, coverageQuery } from '@/lib/api/coverage';
import { count, counted } from '@/lib/format/count';
import { Privileges } from './privileges';

type Artifact = CoverageAnswer['artifacts'][number];

const STATUS: Record<Artifact['status'], { word: string; tone: 'good' | 'warning' | 'neutral' }> = {
  readable: { word: 'Readable', tone: 'good' },
  partly: { word: 'Partly', tone: 'warning' },
  not: { word: 'Not readable', tone: 'warning' },
  'not-collected': { word: 'Not yet', tone: 'neutral' },
  'not-applicable': { word: 'Does not apply', tone: 'neutral' },
};

/** Per artifact whether it can be read, why not, and the grant that mends it with its revocation. */
export function CoverageTab({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(coverageQuery(databaseId));
  return (
    <QueryState query={query}>
      {(answer) => (
        <>
          <Grants answer={answer} />
          {answer.privileges && <Privileges privileges={answer.privileges} />}
          <Artifacts artifacts={answer.artifacts} />
        </>
      )}
    </QueryState>
  );
}

/** All grants in one script, since they are mostly run together. */
function Grants({ answer: { artifacts, privileges, roleName } }: { readonly answer: CoverageAnswer }) {
  const lacking = [
    ...artifacts.filter(({ grantSql }) => grantSql !== null),
    ...(privileges ?? []).filter(({ isGranted }) => !isGranted),
  ];
  const scriptOf = (of: (item: (typeof lacking)[number]) => string | null) =>
    [...new Set(lacking.map(of).filter((sql) => sql !== null))].join('\n');
  const grants = scriptOf(({ grantSql }) => grantSql);
  return (
    <Card aria-label="Grants">
      <CardHeader
        title={grants === '' ? 'No grant is missing' : 'Grants that would show more'}
        description={
          roleName === null
            ? 'The role is known with the first connection.'
            : `Chunkwise signs in as ${roleName}. It only reads, with or without these.`
        }
      />
      {grants === '' ? (
        <p className="px-5 py-4 text-muted text-sm">
          What is not readable below has other reasons; each row says which.
        </p>
      ) : (
        <div className="grid gap-4 p-5 lg:grid-cols-2">
          <SqlBlock title="Grant, as an administrator" sql={grants} />
          <SqlBlock title="Take it back" sql={scriptOf(({ revokeSql }) => revokeSql)} />
        </div>
      )}
    </Card>
  );
}

function Artifacts({ artifacts }: { readonly artifacts: readonly Artifact[] }) {
  const applicable = artifacts.filter(({ status }) => status !== 'not-applicable');
  const rest = artifacts.filter(({ status }) => status === 'not-applicable');
  const readable = applicable.filter(({ status }) => status === 'readable').length;
  return (
    <Card aria-label="Artifacts">
      <CardHeader
        title="What is read"
        description={`${readable} of ${counted(applicable.length, 'artifact')} are readable${rest.length > 0 ? `; ${rest.length} do not apply` : ''}`}
      />
      <div className="pt-2">
        <Table label="Artifacts">
          <thead>
            <tr>
              <Th>Artifact</Th>
              <Th>State</Th>
              <Th align="end">Rows</Th>
              <Th>Needed by</Th>
            </tr>
          </thead>
          <tbody>
            {[...applicable, ...rest].map((artifact) => (
              <ArtifactRow key={artifact.artifact} artifact={artifact} />
            ))}
          </tbody>
        </Table>
      </div>
    </Card>
  );
}

function ArtifactRow({ artifact }: { readonly artifact: Artifact }) {
  const { title, artifact: name, status, reason, rows, neededByRules } = artifact;
  return (
    <Tr>
      <Td className="min-w-64">
        <span className="block">{title}</span>
        <span className="block font-mono text-2xs text-faint">{name}</span>
        {reason !== null && <span className="mt-1 block max-w-prose text-muted text-xs">{reason}</span>}
      </Td>
      <Td className="align-top">
        <Badge tone={STATUS[status].tone}>{STATUS[status].word}</Badge>
      </Td>
      <Td align="end" className="align-top">
        {count(rows)}
      </Td>
      <Td className="align-top text-faint text-xs">
        {neededByRules.length === 0 ? 'screens only' : counted(neededByRules.length, 'rule')}
      </Td>
    </Tr>
  );
}
