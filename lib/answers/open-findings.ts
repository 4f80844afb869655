import type { z } from 'zod';
import type { counts, findingReference } from '@/lib/api/wire-schema';
import type { KeyedFinding } from '@/lib/rules/judge';
import type { Severity } from '@/lib/rules/rule';
import type { DatabaseView } from './database-view';

export type FindingReference = z.infer<typeof findingReference>;

const RANK: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, notice: 2 };

/** The findings that ask for something: neither snoozed nor dismissed. The worst first. */
export function openFindings({ judgement, lifeOf }: DatabaseView): KeyedFinding[] {
  const isAsking = ({ key }: KeyedFinding) => {
    const state = lifeOf(key)?.state ?? 'open';
    return state !== 'snoozed' && state !== 'dismissed';
  };
  return (judgement?.findings ?? []).filter(isAsking).sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

export function countBySeverity(findings: readonly KeyedFinding[]): z.infer<typeof counts> {
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return { critical: of('critical'), warning: of('warning'), notice: of('notice') };
}

export function reference({ key, rule, title, severity }: KeyedFinding): FindingReference {
  return { key, rule, title, severity };
}

/** Whether a finding is about this relation, or about something of it. */
export function isAbout({ schema, name }: { schema: string; name: string }) {
  return ({ subject }: KeyedFinding): boolean => subject[0] === schema && subject[1] === name;
}
