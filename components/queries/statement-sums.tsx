import type { QueriesAnswer, Statement } from '@/lib/api/queries';
import { counted } from '@/lib/format/count';
import { percent } from '@/lib/format/ratio';
import { MEASURES, type Measure, shareOf, wholeOf } from './measures';

/** What is not listed, and what Chunkwise itself asks: one line each, so that shares add up. */
export function StatementSums({
  answer,
  statements,
  measure,
  blockBytes,
}: {
  readonly answer: Pick<QueriesAnswer, 'window'>;
  readonly statements: readonly Statement[];
  readonly measure: Measure;
  readonly blockBytes: number;
}) {
  const shown = measure.total === null ? MEASURES.time : measure;
  const rest = statements.find(({ isRemainder }) => isRemainder);
  const own = statements.find(({ isOwn }) => isOwn);
  if (!rest && !own && answer.window.asked === 'reset') return null;
  const whole = wholeOf(shown, statements, blockBytes);
  const line = (statement: Statement) =>
    `${shown.format(shown.of(statement, blockBytes))}, ${percent(shareOf(shown, statement, whole, blockBytes))} of all`;
  return (
    <dl className="nums grid gap-x-6 gap-y-1 border-line border-t px-5 py-3 text-sm sm:grid-cols-[max-content_1fr]">
      {rest ? (
        <>
          <dt className="text-muted">All others, {counted(rest.statementCount, 'statement')}</dt>
          <dd>{line(rest)}</dd>
        </>
      ) : (
        answer.window.asked !== 'reset' && (
          <>
            <dt className="text-muted">All others</dt>
            <dd>none, or not known: entries were pushed out within this time</dd>
          </>
        )
      )}
      {own && (
        <>
          <dt className="text-muted">Chunkwise itself, {counted(own.statementCount, 'statement')}</dt>
          <dd>{line(own)}</dd>
        </>
      )}
    </dl>
  );
}
