import { undoNotes } from './undo-notes';

/** The parts of a finding that a document needs; any finding on the wire fits. */
export interface DocumentedFinding {
  readonly severity: string;
  readonly title: string;
  readonly detail: string;
  readonly rule: string;
  readonly source: string;
  readonly impact?: { readonly basis: string };
  readonly advice?: {
    readonly precheck?: { readonly sql: string; readonly expect: string };
    readonly role: string;
    readonly deletesData: boolean;
    readonly steps: readonly { readonly sql: string }[];
    readonly undo:
      | readonly { readonly sql: string; readonly note?: string; readonly stays?: string }[]
      | { readonly impossible: string };
    readonly verify: { readonly sql: string; readonly expect: string };
  };
}

/** One finding as a section of a Markdown document. Names from the database are escaped, so they cannot become markup. */
export function findingMarkdown({
  severity,
  title,
  detail,
  impact,
  advice,
  rule,
  source,
}: DocumentedFinding): string {
  return [
    `## ${severity}: ${escapedMarkdown(title)}`,
    escapedMarkdown(detail),
    ...(impact ? [`**Impact.** ${escapedMarkdown(impact.basis)}`] : []),
    ...(advice ? adviceSections(advice) : []),
    `[${rule}](${source})`,
  ].join('\n\n');
}

function adviceSections({
  precheck,
  role,
  deletesData,
  steps,
  undo,
  verify,
}: NonNullable<DocumentedFinding['advice']>): string[] {
  return [
    ...(precheck
      ? [`**Check first**, expect ${escapedMarkdown(precheck.expect)}`, fenced(precheck.sql)]
      : []),
    `**Apply**, as ${escapedMarkdown(role)}${deletesData ? '. This deletes data.' : ''}`,
    fenced(steps.map(({ sql }) => sql).join('\n')),
    '**Undo**',
    ...('impossible' in undo
      ? [escapedMarkdown(undo.impossible)]
      : [fenced(undo.map(({ sql }) => sql).join('\n')), ...undoNotes(undo).map(escapedMarkdown)]),
    `**Verify**, expect ${escapedMarkdown(verify.expect)}`,
    fenced(verify.sql),
  ];
}

export function escapedMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, '\\$&').replaceAll('\n', ' ');
}

/** SQL as a block, its fence longer than any run of backticks inside, since a quoted name may hold them. */
export function fenced(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sql\n${sql}\n${fence}`;
}
