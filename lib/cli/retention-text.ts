import type { PolicySet } from '@/lib/api/retention-plan';
import type { Snapshot } from '@/lib/collect/snapshot';
import { indented } from './indented';
import { headline, memberNames, policyWords } from './retention-words';

/** Sets of policies for a terminal: what conflicts, what to do about it, and the script with undo and verification. */
export function retentionText(snapshot: Snapshot, sets: readonly PolicySet[]): string {
  return [headline(snapshot, sets), ...sets.map(setText)].join('\n\n');
}

function setText(set: PolicySet): string {
  const { schema, name, policies, conflicts, lateWrites, dryRuns, fills, script, undo, verify, whyNot } = set;
  return [
    `${conflicts.length > 0 ? '▲' : '✓'} ${schema}.${name}`,
    `  One set: ${memberNames(set)}`,
    ...conflicts.flatMap((conflict) => [
      `  ${conflict.name}: ${conflict.what}`,
      `    ${conflict.resolvedBy ?? 'Only a person can decide this one.'}`,
    ]),
    ...policies.map((policy) => `  ${policyWords(policy)}`),
    `  Late rows: ${lateWrites.basis}`,
    ...(whyNot === null ? [] : [`  No script: ${whyNot}`]),
    ...dryRuns.flatMap(({ sql, expect }) => [`  Check first (expect ${expect}):`, indented(sql, 4)]),
    ...(fills.length === 0
      ? []
      : [
          '  Refresh first, one by one and outside of a transaction; once a new policy has run, no run takes up what is older:',
          indented(fills.join('\n'), 4),
        ]),
    ...(script === null
      ? []
      : [
          `  Apply, as the owner of the jobs${set.deletesData ? '; this deletes data' : ''}:`,
          indented(script, 4),
        ]),
    ...(undo === null ? [] : ['  Undo:', indented(undo, 4)]),
    ...(verify === null ? [] : [`  Verify (expect ${verify.expect}):`, indented(verify.sql, 4)]),
  ].join('\n');
}
