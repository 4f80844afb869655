import type { KeyboardEvent } from 'react';
import { pan, toEnd, toStart, type Viewport, zoom } from './viewport';

/** Everything that moves the view, for buttons and keys alike. */
export interface ViewMoves {
  zoomIn(): void;
  zoomOut(): void;
  reset(): void;
  earlier(): void;
  later(): void;
  start(): void;
  end(): void;
}

const ZOOM_STEP = 0.6;
const PAN_STEP = 0.2;

export function viewMoves(
  view: Viewport,
  whole: Viewport,
  closest: number,
  setView: (view: Viewport) => void,
): ViewMoves {
  const middle = (view.from + view.to) / 2;
  return {
    zoomIn: () => setView(zoom(view, whole, middle, ZOOM_STEP, closest)),
    zoomOut: () => setView(zoom(view, whole, middle, 1 / ZOOM_STEP, closest)),
    reset: () => setView(whole),
    earlier: () => setView(pan(view, whole, -PAN_STEP)),
    later: () => setView(pan(view, whole, PAN_STEP)),
    start: () => setView(toStart(view, whole)),
    end: () => setView(toEnd(view, whole)),
  };
}

const MOVE_BY_KEY: Readonly<Record<string, keyof ViewMoves>> = {
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  '+': 'zoomIn',
  '=': 'zoomIn',
  '-': 'zoomOut',
  '0': 'reset',
  Home: 'start',
  End: 'end',
};

export interface ReadingMoves {
  /** Moves the reading line by pixel columns. */
  step(columns: number): void;
  pin(): void;
  release(): void;
}

/** Plain keys move the view; with Shift the arrows move the reading line, Enter pins what it stands on. */
export function viewKeys(moves: ViewMoves, reading: ReadingMoves) {
  const act = (key: string, isShifted: boolean): boolean => {
    const column = READ_BY_KEY[key];
    const move = MOVE_BY_KEY[key];
    if (isShifted && column) reading.step(column);
    else if (key === 'Enter') reading.pin();
    else if (key === 'Escape') reading.release();
    else if (move) moves[move]();
    else return false;
    return true;
  };
  return (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (act(event.key, event.shiftKey)) event.preventDefault();
  };
}

const READ_BY_KEY: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
