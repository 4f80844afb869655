import type { KeyedFinding } from '@/lib/rules/judge';
import { adviceText } from './rehearsable';
import type { Rehearsal } from './rehearsal';

/** The newest rehearsal of each finding, as long as this process lives. */
export class RehearsalBook {
  readonly #kept = new Map<string, { readonly text: string; readonly rehearsal: Rehearsal }>();

  keep(databaseId: string, finding: KeyedFinding, rehearsal: Rehearsal): void {
    this.#kept.set(place(databaseId, finding), { text: textOf(finding), rehearsal });
  }

  /** Null when the advice was not rehearsed, or has other statements by now. */
  of(databaseId: string, finding: KeyedFinding): Rehearsal | null {
    const kept = this.#kept.get(place(databaseId, finding));
    return kept && kept.text === textOf(finding) ? kept.rehearsal : null;
  }
}

const place = (databaseId: string, { key }: KeyedFinding) => JSON.stringify([databaseId, key]);

const textOf = ({ advice }: KeyedFinding) => (advice ? adviceText(advice) : '');
