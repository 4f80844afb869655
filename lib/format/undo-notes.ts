interface Undoing {
  readonly note?: string | undefined;
  readonly stays?: string | undefined;
}

/** What has to be known beside the statements of an undo: what they need, and what they do not take back. */
export const undoNotes = (undo: readonly Undoing[]): string[] =>
  undo.flatMap(({ note, stays }) => [note, stays].filter((sentence) => sentence !== undefined));
