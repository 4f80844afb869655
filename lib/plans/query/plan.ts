/** What EXPLAIN says of one node, under the names of its JSON format. */
export type PlanFields = Readonly<Record<string, unknown>>;

/** Blocks of 8 kB, as a node and all below it touched them. */
export interface Buffers {
  readonly sharedHit: number;
  readonly sharedRead: number;
  readonly sharedDirtied: number;
  readonly sharedWritten: number;
  readonly localHit: number;
  readonly localRead: number;
  readonly tempRead: number;
  readonly tempWritten: number;
}

/** A node of a plan. Of siblings that scan chunks or partitions of one table alike there is one, with their sums. */
export interface PlanNode {
  readonly id: number;
  readonly parent: PlanNode | null;
  readonly depth: number;
  /** PostgreSQL's node type; of a custom scan the name of its provider, such as `ChunkAppend`. */
  readonly type: string;
  readonly fields: PlanFields;
  readonly children: readonly PlanNode[];
  /** For how many nodes it stands; 1 where nothing was folded. */
  readonly count: number;
  /** Of them, how many ran; null when the plan was not executed. */
  readonly executedCount: number | null;
  /** The nodes that were folded into this one, on the topmost of a folded branch only. */
  readonly members: readonly PlanNode[];
  /** Rows that the planner expected and rows that came, both of one loop; actual is null when it was not executed. */
  readonly plannedRows: number;
  readonly actualRows: number | null;
  /** The planner rounds what it expects up to a row; of many chunks or partitions together that is many. Without those, so that what it expected lies between this and `plannedRows`. */
  readonly leastPlannedRows: number;
  /** 0: never executed; null: the plan was not executed at all. */
  readonly loops: number | null;
  /** Of all loops with everything below, on the clock: parallel workers count once. */
  readonly seconds: number | null;
  /** Of the node alone. What a CTE or an InitPlan took counts there, not at those who read it. */
  readonly exclusiveSeconds: number | null;
  readonly cost: number;
  readonly exclusiveCost: number;
  readonly buffers: Buffers | null;
  readonly exclusiveBuffers: Buffers | null;
}

export interface PlanTrigger {
  readonly name: string;
  readonly relation: string | null;
  /** A constraint's trigger checks a foreign key, for the most part. */
  readonly isConstraint: boolean;
  readonly seconds: number;
  readonly calls: number;
}

/** One plan, read and measured. */
export interface QueryPlan {
  readonly format: 'json' | 'text';
  readonly root: PlanNode;
  /** The folded tree, parents before their children. */
  readonly nodes: readonly PlanNode[];
  /** Before folding. */
  readonly nodeCount: number;
  readonly isAnalyzed: boolean;
  readonly planningSeconds: number | null;
  readonly executionSeconds: number | null;
  readonly jit: { readonly functions: number; readonly seconds: number } | null;
  readonly triggers: readonly PlanTrigger[];
  /** What EXPLAIN (SETTINGS) lists. */
  readonly settings: Readonly<Record<string, string>>;
}
