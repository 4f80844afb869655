import type { ArtifactName, Snapshot } from '@/lib/collect/snapshot';
import type { Judgement } from '@/lib/rules/judge';

/** One round of collection as history takes it in. */
export interface KeptRound {
  readonly collected: readonly ArtifactName[];
  readonly snapshot: Snapshot;
  /** Null when the round changes no verdict. */
  readonly judgement: Judgement | null;
}
