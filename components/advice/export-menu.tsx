'use client';
import { Download } from 'lucide-react';
import { buttonClass } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import type { FindingsAnswer, WireFinding } from '@/lib/api/findings';
import { counted } from '@/lib/format/count';
import { findingMarkdown } from '@/lib/format/finding-markdown';
import { instant } from '@/lib/format/instant';

/** Takes the listed findings along, as a document or as data. */
export function ExportMenu({
  databaseId,
  answer,
  shown,
}: {
  readonly databaseId: string;
  readonly answer: FindingsAnswer;
  readonly shown: readonly WireFinding[];
}) {
  const day = answer.snapshotAt.slice(0, 10);
  const name = `chunkwise-${databaseId}-${day}`;
  return (
    <Menu
      triggerClassName={buttonClass()}
      trigger={
        <>
          <Download aria-hidden="true" className="size-3.5" />
          Export
        </>
      }
      actions={[
        {
          key: 'markdown',
          label: 'Markdown',
          hint: counted(shown.length, 'finding'),
          onSelect: () => save(`${name}.md`, 'text/markdown', document(databaseId, answer, shown)),
        },
        {
          key: 'json',
          label: 'JSON',
          hint: counted(shown.length, 'finding'),
          onSelect: () =>
            save(`${name}.json`, 'application/json', JSON.stringify({ ...answer, findings: shown }, null, 2)),
        },
      ]}
    />
  );
}

function document(databaseId: string, { snapshotAt }: FindingsAnswer, shown: readonly WireFinding[]): string {
  return [
    `# Chunkwise advice for ${databaseId}`,
    `${counted(shown.length, 'finding')}, snapshot of ${instant(snapshotAt, 'UTC')}.`,
    ...shown.map(findingMarkdown),
  ].join('\n\n');
}

function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = globalThis.document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
