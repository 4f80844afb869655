import type { ServerFacts } from '@/lib/db/server';
import { couldNotLook } from '@/lib/format/could-not-look';
import { undoNotes } from '@/lib/format/undo-notes';
import type { Judgement, KeyedFinding } from '@/lib/rules/judge';
import type { Advice, Severity } from '@/lib/rules/rule';
import { indented } from './indented';

const SHAPE: Readonly<Record<Severity, string>> = {
  critical: '◆ critical',
  warning: '▲ warning',
  notice: '● notice',
};
const ORDER: readonly Severity[] = ['critical', 'warning', 'notice'];

/** The findings for a terminal, the worst first, each with its SQL, undo and verification; then what could not be checked. */
export function adviceText(judgement: Judgement, server: ServerFacts): string {
  const findings = ORDER.flatMap((severity) =>
    judgement.findings.filter((finding) => finding.severity === severity),
  );
  return [headline(judgement, server), ...findings.map(findingText), notChecked(judgement)]
    .filter(Boolean)
    .join('\n\n');
}

export function headline(
  { databaseId, outcomes, findings }: Judgement,
  { version, timescale }: ServerFacts,
): string {
  const passed = outcomes.filter(({ status }) => status === 'passed').length;
  const unchecked = outcomes.filter(({ status }) => status === 'not-run' || status === 'failed').length;
  const extension = timescale ? `TimescaleDB ${timescale.version}` : 'no TimescaleDB';
  return `${databaseId}: PostgreSQL ${version}, ${extension}. ${findings.length} findings, ${passed} checks passed, ${unchecked} could not be checked.`;
}

function findingText({ severity, title, detail, rule, source, impact, advice }: KeyedFinding): string {
  return [
    `${SHAPE[severity]}  ${title}  [${rule}]`,
    indented(detail, 2),
    ...(impact ? [indented(`Impact: ${impact.basis}`, 2)] : []),
    ...(advice ? [adviceLines(advice)] : []),
    indented(`Why: ${source}`, 2),
  ].join('\n');
}

function adviceLines({ precheck, steps, undo, verify, role, deletesData }: Advice): string {
  const undoLines =
    'impossible' in undo
      ? [indented(undo.impossible, 4)]
      : [...undo.map(({ sql }) => sql), ...undoNotes(undo).map((note) => `-- ${note}`)].map((line) =>
          indented(line, 4),
        );
  return [
    ...(precheck ? [`  Check first (expect ${precheck.expect}):`, indented(precheck.sql, 4)] : []),
    `  Apply, as ${role}${deletesData ? '; this deletes data' : ''}:`,
    ...steps.flatMap((step) => [
      indented(step.sql, 4),
      `    -- lock: ${step.lock.mode} on ${step.lock.on}; blocks ${step.lock.blocks}${step.transaction === 'none' ? '; not inside a transaction' : ''}`,
    ]),
    '  Undo:',
    ...undoLines,
    `  Verify (expect ${verify.expect}):`,
    indented(verify.sql, 4),
  ].join('\n');
}

function notChecked({ outcomes }: Judgement): string {
  const unchecked = outcomes.filter(couldNotLook);
  if (unchecked.length === 0) return '';
  return [
    'Could not be checked:',
    ...unchecked.map(({ rule, reason }) => `  ${rule}: ${reason ?? 'no reason given'}`),
  ].join('\n');
}
