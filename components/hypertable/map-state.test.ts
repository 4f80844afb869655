import { describe, expect, it } from 'vitest';
import { addressChange, mapState } from './map-state';

const nothing = { from: null, to: null, height: 'disk', state: [], pinFrom: null, pinTo: null } as const;

describe('mapState', () => {
  it('takes half a range and a reversed one as none', () => {
    expect(mapState({ ...nothing, from: 5 }).view).toBeNull();
    expect(mapState({ ...nothing, from: 5, to: 1 }).view).toBeNull();
    expect(mapState({ ...nothing, from: 1, to: 5 }).view).toEqual({ from: 1, to: 5 });
  });

  it('writes only what changed, and clears what was released', () => {
    expect(addressChange({ measure: 'count' })).toEqual({ height: 'count' });
    expect(addressChange({ pinned: null })).toEqual({ pinFrom: null, pinTo: null });
    expect(addressChange({ view: { from: 1, to: 2 } })).toEqual({ from: 1, to: 2 });
  });
});
