const KIB = 1_024;
const UNITS = [
  ['GB', KIB ** 3],
  ['MB', KIB ** 2],
  ['kB', KIB],
] as const;

/** As a configuration file takes it, such as `16GB` or `1536MB`: rounded down to whole MB, below that to whole kB. */
export function postgresSize(bytes: number): string {
  const step = bytes >= KIB ** 2 ? KIB ** 2 : KIB;
  const rounded = Math.floor(bytes / step) * step;
  const [unit, size] = UNITS.find(([, each]) => rounded > 0 && rounded % each === 0) ?? ['kB', KIB];
  return `${rounded / size}${unit}`;
}
