import type { ServerFacts } from '@/lib/db/server';
import { escapedMarkdown, findingMarkdown } from '@/lib/format/finding-markdown';
import type { Judgement } from '@/lib/rules/judge';
import { headline } from './advice-text';

/** The findings as a Markdown document. */
export function adviceMarkdown(judgement: Judgement, server: ServerFacts): string {
  return [
    '# Chunkwise advice',
    escapedMarkdown(headline(judgement, server)),
    ...judgement.findings.map(findingMarkdown),
  ].join('\n\n');
}
