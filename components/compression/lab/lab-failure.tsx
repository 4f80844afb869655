import { errorWords } from '@/components/ui/error-words';
import { SqlBlock } from '@/components/ui/sql-block';
import type { LabAnswer } from '@/lib/api/lab';

/** Why a run could not be finished; where a right is missing, the grant that mends it and its revocation. */
export function LabFailure({
  error,
  answer,
  name,
}: {
  readonly error: unknown;
  readonly answer: LabAnswer | undefined;
  readonly name: string;
}) {
  const { message, hint, code } = errorWords(error);
  if (code === 'query-denied' && answer)
    return (
      <div className="flex flex-col gap-3" role="alert">
        <p className="text-sm">
          <strong className="font-medium text-critical">{message}.</strong>{' '}
          <span className="text-muted">The owner of {name} may let it, and take that back afterwards.</span>
        </p>
        <SqlBlock title="Grant" label={`Grant on ${name}`} sql={answer.grantSql} />
        <SqlBlock title="Afterwards" label={`Revoke on ${name}`} sql={answer.revokeSql} />
      </div>
    );
  return (
    <p role="alert" className="max-w-prose text-sm">
      <strong className="font-medium text-critical">{message}.</strong>{' '}
      {hint !== undefined && <span className="text-muted">{hint}</span>}
    </p>
  );
}
