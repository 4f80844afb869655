/** What a planner prints, and the exit code. */
export interface Planned {
  readonly output: string;
  readonly code: number;
}
