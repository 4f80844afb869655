import type { WireFinding } from '@/lib/api/findings';
import type { Grouping } from './advice-filters';
import type { FindingGroup } from './finding-list';
import { PHASE_NOTES, PHASES, phaseOf, rank } from './rank';

/** The findings, best first, in groups: by phase of the work, by object, or as one list. */
export function grouped(findings: readonly WireFinding[], grouping: Grouping): FindingGroup[] {
  const ranked = [...findings].sort((a, b) => rank(b) - rank(a) || a.key.localeCompare(b.key));
  if (ranked.length === 0) return [];
  if (grouping === 'none') return [{ title: null, findings: ranked }];
  if (grouping === 'phase') {
    return PHASES.map((phase) => ({
      title: phase,
      note: PHASE_NOTES[phase],
      findings: ranked.filter((finding) => phaseOf(finding) === phase),
    })).filter((group) => group.findings.length > 0);
  }
  const objects = [...new Set(ranked.map(({ subject }) => subject.join('.')))];
  return objects.map((object) => ({
    title: object,
    findings: ranked.filter(({ subject }) => subject.join('.') === object),
  }));
}
