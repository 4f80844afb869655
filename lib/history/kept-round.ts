import type { ArtifactName, Snapshot } from '@/lib/collect/snapshot';
import type { Judgement } from '@/lib/rules/judge';

/** One round of collection as history takes it in. */
export interface KeptRound {
  readonly collected: readonly ArtifactName[];
  readonly snapshot: Snapshot;
  /** How often a collector runs at present: readings much further apart have an outage between them. */
  everySeconds(name: ArtifactName): number;
  /** Null when the round changes no verdict. */
  readonly judgement: Judgement | null;
}
