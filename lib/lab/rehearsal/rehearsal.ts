/** What running an advice in a sandbox has shown. */
export interface Rehearsal {
  readonly status: 'passed' | 'failed' | 'not-rehearsable';
  /** Why it failed or cannot be rehearsed here; null when it passed. */
  readonly reason: string | null;
  readonly rehearsedAt: string;
  readonly tookSeconds: number;
  /** The sandbox's versions, and how the monitored server differs from them. Null when no sandbox was started. */
  readonly sandbox: {
    readonly timescale: string;
    readonly postgres: string;
    readonly differences: readonly string[];
  } | null;
  readonly rebuilt: RebuiltSchema | null;
  readonly statements: readonly RehearsedStatement[];
  /** What is not as it was before, after steps and undo; null where there is no undo, or it was not reached. */
  readonly leftByUndo: readonly string[] | null;
}

export interface RebuiltSchema {
  readonly hypertables: number;
  readonly chunks: number;
  readonly chunksLeftOut: number;
  /** Types that the sandbox has not; their columns are text there. */
  readonly mappedTypes: readonly string[];
  /** Parts that could not be made alike. */
  readonly missing: readonly string[];
}

export interface RehearsedStatement {
  readonly part: 'precheck' | 'step' | 'verify' | 'undo';
  readonly sql: string;
  readonly status: 'ok' | 'differs' | 'failed';
  /** What the check was to answer, and what it answered. */
  readonly expected: string | null;
  readonly answer: string | null;
  readonly error: string | null;
  readonly tookSeconds: number;
  /** The strongest lock on each relation that was there before; null where the statement ends its own transactions, which take the locks with them. */
  readonly locks: readonly TakenLock[] | null;
  /** The advice's own word for its strongest lock; null for what is no step. */
  readonly lockSaid: string | null;
}

export interface TakenLock {
  /** `AccessExclusive`, without the word Lock. */
  readonly mode: string;
  readonly relation: string;
}
