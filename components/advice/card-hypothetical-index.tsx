'use client';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { queryHref } from '@/components/queries/query-href';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { SqlBlock } from '@/components/ui/sql-block';
import type { WireFinding } from '@/lib/api/findings';
import { checkHypotheticalIndex, type HypotheticalIndexAnswer } from '@/lib/api/hypothetical-index';
import type { ApiError } from '@/lib/api/request';
import { bytes } from '@/lib/format/bytes';
import { counted } from '@/lib/format/count';
import { CardSection } from './card-section';
import { costWords, KIND_WORDS, plannerVerdict } from './hypothetical-words';

/** Lets the planner say whether it would use a proposed index, before anybody builds it. */
export function CardHypotheticalIndex({
  databaseId,
  finding: { key, rule, state },
}: {
  readonly databaseId: string;
  readonly finding: WireFinding;
}) {
  const { mutate, data, error, isPending } = useMutation<HypotheticalIndexAnswer, ApiError>({
    mutationFn: () => checkHypotheticalIndex(databaseId, key),
  });
  if (rule !== 'indexes/workload-candidate' || state === 'fixed') return null;
  return (
    <CardSection
      title="What the planner says"
      aside={
        <Button size="sm" className="no-print" disabled={isPending} onClick={() => mutate()}>
          {isPending ? 'Asking the planner…' : data ? 'Ask again' : 'Check with hypothetical index'}
        </Button>
      }
    >
      {error ? (
        <p role="alert" className="max-w-prose text-critical text-sm">
          {error.message}. {error.hint}
        </p>
      ) : data ? (
        <Said answer={data} databaseId={databaseId} />
      ) : (
        <p className="max-w-prose text-muted text-sm">
          Has your database plan the statements with this index and without it, by the extension hypopg: the
          index is in the memory of one session only. Nothing is built, and nothing is run.
        </p>
      )}
    </CardSection>
  );
}

function Said({
  answer,
  databaseId,
}: {
  readonly answer: HypotheticalIndexAnswer;
  readonly databaseId: string;
}) {
  const { install, indexBytes, statements, basis } = answer;
  if (install)
    return (
      <>
        <p className="max-w-prose text-muted text-sm">
          The planner cannot be asked: the extension hypopg is not in this database, so the numbers above stay
          an estimate from statistics. {install.note}
        </p>
        <SqlBlock title={`Run by ${install.role}`} label="Install hypopg" sql={install.sql} />
      </>
    );
  const { isUsed, text } = plannerVerdict(answer);
  return (
    <>
      <p className="flex max-w-prose flex-wrap items-center gap-x-2 gap-y-1 text-muted text-sm">
        <Badge tone={isUsed === null ? 'outline' : isUsed ? 'good' : 'warning'}>
          {isUsed === null ? 'Not known' : isUsed ? 'Would be used' : 'Would not be used'}
        </Badge>
        <span>{text}</span>
      </p>
      <ul className="flex flex-col gap-3">
        {statements.map((statement, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a list that is never reordered, of statements that may be equal
          <Statement key={at} statement={statement} databaseId={databaseId} />
        ))}
      </ul>
      <p className="max-w-prose text-faint text-xs">
        {indexBytes !== null &&
          `It would take ${bytes(indexBytes)} at most, as hypopg estimates: equal values are stored once, which it does not count. `}
        {basis}
      </p>
    </>
  );
}

function Statement({
  statement: { queryId, query, kind, costBefore, costAfter, isUsed, chunks, reason, hint },
  databaseId,
}: {
  readonly statement: HypotheticalIndexAnswer['statements'][number];
  readonly databaseId: string;
}) {
  return (
    <li className="flex min-w-0 flex-col gap-1 border-line border-t pt-3">
      <code className="line-clamp-2 font-mono text-ink text-xs leading-5 [overflow-wrap:anywhere]">
        {query}
      </code>
      {reason !== null || costBefore === null || costAfter === null || kind === null ? (
        <p className="max-w-prose text-muted text-sm">
          Not planned. {reason}. {hint}
        </p>
      ) : (
        <p className="nums text-muted text-sm">
          <span className="text-ink">Cost {costWords(costBefore, costAfter)}</span> ·{' '}
          {isUsed ? 'uses the index' : 'does not use the index'} · {KIND_WORDS[kind]}
          {chunks !== null &&
            ` · ${chunks === 0 ? 'reads no chunk with rows' : `index on the ${counted(chunks, 'chunk')} that it reads`}`}
        </p>
      )}
      {queryId !== null && (
        <Link href={queryHref(databaseId, queryId)} className="link self-start text-xs">
          Query {queryId}
        </Link>
      )}
    </li>
  );
}
