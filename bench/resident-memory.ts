import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly megabytes: number;
  readonly command: string;
}

/** Resident megabytes of a process and its descendants, the largest of each kind; from Linux' process table. */
export function residentMegabytes(launcher: number): Readonly<Record<string, number>> {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(readProcess);
  const largest: Record<string, number> = {};
  for (const { pid, megabytes, command } of descendants(launcher, processes)) {
    const kind = pid === launcher ? 'launcher' : kindOf(command);
    largest[kind] = Math.max(largest[kind] ?? 0, megabytes);
  }
  return largest;
}

function kindOf(command: string): string {
  if (/server\.js|next-server/.test(command)) return 'web';
  if (/"kind":"timescale"/.test(command)) return 'embedded TimescaleDB';
  return 'native PostgreSQL';
}

function descendants(root: number, processes: readonly Process[]): readonly Process[] {
  const mine = new Set([root]);
  let before = 0;
  while (mine.size > before) {
    before = mine.size;
    for (const { pid, parent } of processes) if (mine.has(parent)) mine.add(pid);
  }
  return processes.filter(({ pid }) => mine.has(pid));
}

function readProcess(pid: string): Process[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    const field = (name: string) => Number(status.match(new RegExp(`^${name}:\\s+(\\d+)`, 'm'))?.[1] ?? 0);
    return [{ pid: Number(pid), parent: field('PPid'), megabytes: field('VmRSS') / 1024, command }];
  } catch {
    // It ended while we looked.
    return [];
  }
}
