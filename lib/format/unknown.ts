/** How a number that is not known is written: never 0. The reason stands beside it, see `components/ui/unknown.tsx`. */
export const UNKNOWN = '–';
/** Keeps a number and its unit on one line. */
export const NO_BREAK_SPACE = '\u00a0';
