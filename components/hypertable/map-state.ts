import { parseAsArrayOf, parseAsFloat, parseAsStringLiteral } from 'nuqs';
import type { MapState } from '@/components/charts/chunk-map/chunk-map';
import { CHUNK_STATES } from '@/components/charts/chunk-map/chunk-states';
import type { Viewport } from '@/components/charts/chunk-map/viewport';

/** What the address of a hypertable's screen remembers. */
export const hypertableParsers = {
  tab: parseAsStringLiteral(['chunks', 'policies', 'indexes', 'columns', 'growth']).withDefault('chunks'),
  from: parseAsFloat,
  to: parseAsFloat,
  height: parseAsStringLiteral(['disk', 'before', 'count']).withDefault('disk'),
  state: parseAsArrayOf(parseAsStringLiteral(CHUNK_STATES)).withDefault([]),
  pinFrom: parseAsFloat,
  pinTo: parseAsFloat,
};

interface Address {
  readonly from: number | null;
  readonly to: number | null;
  readonly height: MapState['measure'];
  readonly state: MapState['states'];
  readonly pinFrom: number | null;
  readonly pinTo: number | null;
}

/** Half a range, or a reversed one, is no range. */
function viewport(from: number | null, to: number | null): Viewport | null {
  return from !== null && to !== null && from < to ? { from, to } : null;
}

export function mapState({ from, to, height, state, pinFrom, pinTo }: Address): MapState {
  return { view: viewport(from, to), measure: height, states: state, pinned: viewport(pinFrom, pinTo) };
}

/** A change of the map as a change of the address. */
export function addressChange(change: Partial<MapState>) {
  return {
    ...('view' in change && { from: change.view?.from ?? null, to: change.view?.to ?? null }),
    ...(change.measure && { height: change.measure }),
    ...(change.states && { state: [...change.states] }),
    ...('pinned' in change && { pinFrom: change.pinned?.from ?? null, pinTo: change.pinned?.to ?? null }),
  };
}
