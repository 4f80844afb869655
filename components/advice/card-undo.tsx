import { SqlBlock } from '@/components/ui/sql-block';
import { undoNotes } from '@/lib/format/undo-notes';
import type { Advice } from '@/lib/rules/rule';
import { CardSection } from './card-section';

/** A query and the answer to expect, before the steps or after them. */
export function CardCheck({
  title,
  check: { sql, expect },
  note,
}: {
  readonly title: string;
  readonly check: { readonly sql: string; readonly expect: string };
  readonly note?: string;
}) {
  const [answer, ...words] = expect.split(' — ');
  return (
    <CardSection title={title}>
      <SqlBlock title="Query" label={title} sql={sql} />
      <p className="text-muted text-sm">
        Expect <code className="rounded-sm bg-hover px-1.5 py-0.5 font-mono text-ink text-xs">{answer}</code>
        {words.length > 0 && `: ${words.join(' — ')}`}.
        {note !== undefined && <span className="text-faint"> {note}</span>}
      </p>
    </CardSection>
  );
}

/** How to go back, with the same care; or in words why there is no way back. */
export function CardUndo({ undo }: { readonly undo: Advice['undo'] }) {
  if ('impossible' in undo) {
    return (
      <CardSection title="Undo">
        <p className="max-w-prose text-muted text-sm">
          <strong className="font-medium text-ink">There is no way back.</strong> {undo.impossible}
        </p>
      </CardSection>
    );
  }
  return (
    <CardSection title="Undo">
      {undo.map((step, index) => (
        <div key={step.sql} className="flex min-w-0 flex-col gap-2">
          <SqlBlock
            title={undo.length === 1 ? 'SQL' : `Step ${index + 1} of ${undo.length}`}
            label={undo.length === 1 ? 'Undo' : `Undo, step ${index + 1}`}
            sql={step.sql}
          />
          {undoNotes([step]).map((note) => (
            <p key={note} className="max-w-prose text-faint text-xs">
              {note}
            </p>
          ))}
        </div>
      ))}
    </CardSection>
  );
}
