import type { WireFinding } from '@/lib/api/findings';
import type { Grouping } from './advice-filters';
import type { FindingGroup } from './finding-list';
import { PHASE_NOTES, PHASES, phaseOf, ranked } from './rank';

/** The findings, best first, in groups: by phase of the work, by object, or as one list. */
export function grouped(findings: readonly WireFinding[], grouping: Grouping): FindingGroup[] {
  const best = ranked(findings);
  if (best.length === 0) return [];
  if (grouping === 'none') return [{ title: null, findings: best }];
  if (grouping === 'phase') {
    return PHASES.map((phase) => ({
      title: phase,
      note: PHASE_NOTES[phase],
      findings: best.filter((finding) => phaseOf(finding) === phase),
    })).filter((group) => group.findings.length > 0);
  }
  const objects = [...new Set(best.map(({ subject }) => subject.join('.')))];
  return objects.map((object) => ({
    title: object,
    findings: best.filter(({ subject }) => subject.join('.') === object),
  }));
}
