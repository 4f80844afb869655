'use client';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Card, CardHeader } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { SqlBlock } from '@/components/ui/sql-block';
import type { ResourcesPlan } from '@/lib/api/resources-plan';

const KINDS = ['sql', 'undo', 'file'] as const;
const TITLES = { sql: 'SQL', undo: 'Undo', file: 'Lines for postgresql.conf' } as const;

/** All changes as one script, its way back, or lines for a configuration file. */
export function ScriptCard({
  plan: { script, undo, lines, notes, whyNot },
}: {
  readonly plan: ResourcesPlan;
}) {
  const [kind, setKind] = useQueryState('script', parseAsStringLiteral(KINDS).withDefault('sql'));
  const texts = { sql: script, undo, file: lines };
  const text = texts[kind];
  if (text === null) return null;
  return (
    <Card aria-label="One script">
      <CardHeader
        title="One script"
        description="What a reload is enough for comes first, then what needs a restart. The value of now stands above each line."
        aside={
          <Segmented
            label="Which script"
            value={kind}
            segments={KINDS.map((id) => ({ id, label: id === 'file' ? 'File' : TITLES[id] }))}
            onChange={(id) => void setKind(id)}
          />
        }
      />
      <div className="flex flex-col gap-3 p-5">
        {whyNot !== null && <p className="max-w-prose text-sm text-warning-ink">{whyNot}</p>}
        <SqlBlock title={TITLES[kind]} label={`The script: ${TITLES[kind]}`} sql={text} />
        <ul className="flex max-w-prose list-disc flex-col gap-1 ps-4 text-faint text-xs">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
