/** How far long work has come: what a reader sees while it waits. */
export interface Progress {
  /** A short stable word, such as `read` or `measure`. */
  readonly phase: string;
  /** How much of the phase is done, of `total`; null where that is not known. */
  readonly done: number | null;
  readonly total: number | null;
  /** What is being done, as a sentence without its full stop. */
  readonly words: string;
}

export type OnProgress = (progress: Progress) => void;
