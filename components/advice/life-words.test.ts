import { describe, expect, it } from 'vitest';
import type { WireFinding } from '@/lib/api/findings';
import { claimVerdict } from './life-words';

type State = WireFinding['state'];

/** A life as a chain of states; those that only the monitor gives are its own. */
function life(...states: readonly (readonly [State, 'monitor' | 'reader'])[]) {
  const transitions = states.map(([state, by], at) => ({
    at: new Date(Date.UTC(2026, 0, 1, at)).toISOString(),
    from: states[at - 1]?.[0] ?? null,
    state,
    by,
    until: null,
    reason: null,
    comment: null,
  }));
  return { state: states.at(-1)?.[0] ?? 'open', transitions, lastSeenAt: SNAPSHOT_AT };
}

const SNAPSHOT_AT = new Date(Date.UTC(2026, 0, 2)).toISOString();
const verdict = (of: ReturnType<typeof life>) => claimVerdict(of, SNAPSHOT_AT);

describe('what the state of the database says about a claim', () => {
  it('is open until the next snapshots', () => {
    expect(verdict(life(['open', 'monitor'], ['applied', 'reader']))).toMatch(/next two snapshots/);
  });

  it('waits for a second snapshot where the newest one has it no more', () => {
    const later = new Date(Date.UTC(2026, 0, 3)).toISOString();
    for (const of of [life(['open', 'monitor']), life(['open', 'monitor'], ['applied', 'reader'])])
      expect(claimVerdict(of, later)).toMatch(/next one confirms/);
  });

  it('contradicts it', () => {
    const refuted = life(['open', 'monitor'], ['applied', 'reader'], ['open', 'monitor']);
    expect(verdict(refuted)).toMatch(/marked as applied at 1 Jan 2026.*unchanged/);
  });

  it('says nothing where its reader took the claim back', () => {
    expect(verdict(life(['open', 'monitor'], ['applied', 'reader'], ['open', 'reader']))).toBeNull();
    expect(verdict(life(['open', 'monitor']))).toBeNull();
  });

  it('confirms it, and knows a fix that nobody claimed', () => {
    expect(verdict(life(['open', 'monitor'], ['applied', 'reader'], ['fixed', 'monitor']))).toMatch(
      /confirm/,
    );
    expect(verdict(life(['open', 'monitor'], ['fixed', 'monitor']))).toMatch(/nobody had marked/);
  });
});
