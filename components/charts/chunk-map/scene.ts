import type { Bins, Measure } from './binning';
import type { ChunkColumns } from './chunk-columns';
import type { Frame } from './frame';
import type { Marks } from './marks';
import type { Viewport } from './viewport';

/** Everything that one drawing of the map depends on. */
export interface Scene {
  readonly chunks: ChunkColumns;
  readonly bins: Bins;
  readonly frame: Frame;
  readonly view: Viewport;
  readonly measure: Measure;
  readonly mask: number;
  readonly marks: Marks;
  readonly isIntegerTime: boolean;
  /** Words for a height: `1.2 GiB`, `14 chunks`. */
  readonly amountText: (amount: number) => string;
}

/** What the map's parts agree on; the plot adds its own size. */
export type PlotScene = Omit<Scene, 'bins' | 'frame'>;
