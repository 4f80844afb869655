import type { CoverageAnswer } from '@/lib/api/coverage';

type Artifact = Pick<CoverageAnswer['artifacts'][number], 'title' | 'reason' | 'status' | 'grantSql'>;

interface Gap {
  readonly reason: string;
  readonly titles: readonly string[];
  readonly hasGrant: boolean;
}

/** One reason often keeps many artifacts from being read: it is said once, the reasons that a grant mends first. */
export function gapsByReason(artifacts: readonly Artifact[]): Gap[] {
  const gaps = new Map<string, Gap>();
  for (const { title, reason, status, grantSql } of artifacts) {
    const words = reason ?? (status === 'not-collected' ? 'Not collected yet' : 'No reason is known');
    const known = gaps.get(words);
    gaps.set(words, {
      reason: words,
      titles: [...(known?.titles ?? []), title],
      hasGrant: (known?.hasGrant ?? false) || grantSql !== null,
    });
  }
  return [...gaps.values()].sort((a, b) => Number(b.hasGrant) - Number(a.hasGrant));
}
