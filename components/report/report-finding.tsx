import { SqlBlock } from '@/components/ui/sql-block';
import type { WireFinding } from '@/lib/api/findings';
import { undoNotes } from '@/lib/format/undo-notes';
import { SeverityShape, severityWord } from '../ui/severity';

/** One finding as it goes onto paper: what, why, the SQL, the way back, how to know that it worked. */
export function ReportFinding({ finding }: { readonly finding: WireFinding }) {
  const { severity, title, detail, why, impact, advice, rule, source } = finding;
  return (
    <article className="flex min-w-0 flex-col gap-3 border-line border-t pt-5">
      <header className="keep-together flex flex-col gap-1.5">
        <p className="flex items-center gap-1.5 text-faint text-xs">
          <SeverityShape severity={severity} />
          {severityWord(severity)} · {rule}
        </p>
        <h3 className="font-semibold">{title}</h3>
        <p className="max-w-prose text-sm">{detail}</p>
      </header>
      <p className="max-w-prose text-muted text-sm">{why}</p>
      {impact && <p className="max-w-prose text-muted text-sm">{impact.basis}</p>}
      {advice && <ReportAdvice advice={advice} title={title} />}
      <p className="text-faint text-xs [overflow-wrap:anywhere]">
        <a href={source} className="underline">
          {source}
        </a>
      </p>
    </article>
  );
}

function ReportAdvice({
  advice: { precheck, steps, undo, verify, role, deletesData, worsens, note },
  title,
}: {
  readonly advice: NonNullable<WireFinding['advice']>;
  readonly title: string;
}) {
  return (
    <>
      {precheck && (
        <SqlBlock
          title={`Check first, expect ${precheck.expect}`}
          label={`Check first: ${title}`}
          sql={precheck.sql}
        />
      )}
      <SqlBlock
        title={`Do this, as ${role}${deletesData ? '. This deletes data.' : ''}`}
        label={`Do this: ${title}`}
        sql={steps.map(({ sql }) => sql).join('\n')}
        tone={deletesData ? 'deletes' : 'plain'}
      />
      {[
        ...steps.map(({ lock }) =>
          lock.mode === 'none' ? null : `${lock.mode} on ${lock.on} blocks ${lock.blocks}`,
        ),
        worsens,
        note,
      ]
        .filter((text, at, all) => text != null && all.indexOf(text) === at)
        .map((text) => (
          <p key={text} className="max-w-prose text-muted text-xs">
            {text}
          </p>
        ))}
      {'impossible' in undo ? (
        <p className="max-w-prose text-sm">No way back: {undo.impossible}</p>
      ) : (
        <>
          <SqlBlock title="Undo" label={`Undo: ${title}`} sql={undo.map(({ sql }) => sql).join('\n')} />
          {undoNotes(undo).map((note) => (
            <p key={note} className="max-w-prose text-muted text-xs">
              {note}
            </p>
          ))}
        </>
      )}
      <SqlBlock title={`Verify, expect ${verify.expect}`} label={`Verify: ${title}`} sql={verify.sql} />
    </>
  );
}
