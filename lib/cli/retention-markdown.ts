import type { PolicySet } from '@/lib/api/retention-plan';
import type { Snapshot } from '@/lib/collect/snapshot';
import { escapedMarkdown, fenced } from '@/lib/format/finding-markdown';
import { headline, memberNames, policyWords } from './retention-words';

/** The same as a Markdown document. */
export function retentionMarkdown(snapshot: Snapshot, sets: readonly PolicySet[]): string {
  return [
    '# Chunkwise policies',
    escapedMarkdown(headline(snapshot, sets)),
    ...sets.map((set) => sections(set).join('\n\n')),
  ].join('\n\n');
}

function sections(set: PolicySet): string[] {
  const { schema, name, policies, conflicts, lateWrites, dryRuns, fills, script, undo, verify, whyNot } = set;
  const list = (lines: readonly string[]) => lines.map((line) => `- ${escapedMarkdown(line)}`).join('\n');
  return [
    `## ${escapedMarkdown(`${schema}.${name}`)}`,
    `One set: ${escapedMarkdown(memberNames(set))}`,
    ...(conflicts.length === 0
      ? ['No policy works against another.']
      : [
          list(
            conflicts.map(
              (conflict) =>
                `${conflict.name}: ${conflict.what} ${conflict.resolvedBy ?? 'Only a person can decide this one.'}`,
            ),
          ),
        ]),
    ...(policies.length === 0 ? [] : [list(policies.map(policyWords))]),
    `Late rows: ${escapedMarkdown(lateWrites.basis)}`,
    ...(whyNot === null ? [] : [`**No script.** ${escapedMarkdown(whyNot)}`]),
    ...dryRuns.flatMap(({ sql, expect }) => [
      `**Check first**, expect ${escapedMarkdown(expect)}`,
      fenced(sql),
    ]),
    ...(fills.length === 0
      ? []
      : [
          '**Refresh first**, one by one and outside of a transaction; once a new policy has run, no run takes up what is older',
          fenced(fills.join('\n')),
        ]),
    ...(script === null
      ? []
      : [
          `**Apply**, as the owner of the jobs${set.deletesData ? '. This deletes data.' : ''}`,
          fenced(script),
        ]),
    ...(undo === null ? [] : ['**Undo**', fenced(undo)]),
    ...(verify === null ? [] : [`**Verify**, expect ${escapedMarkdown(verify.expect)}`, fenced(verify.sql)]),
  ];
}
