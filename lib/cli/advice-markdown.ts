import type { ServerFacts } from '@/lib/db/server';
import type { Judgement, KeyedFinding } from '@/lib/rules/judge';
import { headline } from './advice-text';

/** The findings as a Markdown document. Names from the database are escaped, so that they cannot become markup. */
export function adviceMarkdown(judgement: Judgement, server: ServerFacts): string {
  return [
    '# Chunkwise advice',
    escaped(headline(judgement, server)),
    ...judgement.findings.map(section),
  ].join('\n\n');
}

function section({ severity, title, detail, impact, advice, rule, source }: KeyedFinding): string {
  return [
    `## ${severity}: ${escaped(title)}`,
    escaped(detail),
    ...(impact ? [`**Impact.** ${escaped(impact.basis)}`] : []),
    ...(advice
      ? [
          ...(advice.precheck
            ? [`**Check first**, expect ${escaped(advice.precheck.expect)}`, fenced(advice.precheck.sql)]
            : []),
          `**Apply**, as ${escaped(advice.role)}${advice.deletesData ? '. This deletes data.' : ''}`,
          fenced(advice.steps.map(({ sql }) => sql).join('\n')),
          '**Undo**',
          'impossible' in advice.undo
            ? escaped(advice.undo.impossible)
            : fenced(advice.undo.map(({ sql }) => sql).join('\n')),
          `**Verify**, expect ${escaped(advice.verify.expect)}`,
          fenced(advice.verify.sql),
        ]
      : []),
    `[${rule}](${source})`,
  ].join('\n\n');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, '\\$&').replaceAll('\n', ' ');
}

/** A fence longer than any run of backticks inside, since a quoted name may hold them. */
function fenced(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sql\n${sql}\n${fence}`;
}
