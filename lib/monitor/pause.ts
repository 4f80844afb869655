/** A loop's wait for its next round, which can be cut short. */
export class Pause {
  #wake: (() => void) | null = null;
  #onNext: (() => void)[] = [];

  /** Waits until the given time, or until ended. The timer does not keep the process alive. */
  async until(atMs: number): Promise<void> {
    for (const tell of this.#onNext.splice(0)) tell();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, atMs - Date.now()));
      timer.unref();
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }

  end(): void {
    this.#wake?.();
  }

  /** Ends the wait and resolves when the loop comes back to waiting. */
  endAndAwaitNext(): Promise<void> {
    const next = new Promise<void>((resolve) => this.#onNext.push(resolve));
    this.end();
    return next;
  }
}
