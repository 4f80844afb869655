import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@/lib/errors';

/**
 * Claims a data folder for this process, or says which process has it. A lock whose process has ended, even by
 * `kill -9`, is taken over. Returns the function that gives the folder back.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock');
  const mine = `${process.pid} ${startOf(process.pid)}`;
  try {
    mkdirSync(folder, { recursive: true });
    if (holderOf(file) === undefined) rmSync(file, { force: true });
    writeFileSync(file, mine, { flag: 'wx' });
  } catch (error) {
    throw explained(error, folder, file);
  }
  return () => {
    if (read(file) === mine) rmSync(file, { force: true });
  };
}

/** The living process that wrote the lock. Its start is compared too, because numbers of processes come again. */
function holderOf(file: string): number | undefined {
  const [pid = '', start] = read(file)?.split(' ') ?? [];
  const isAlive = pid !== '' && Number(pid) !== process.pid && startOf(Number(pid)) === start;
  return isAlive ? Number(pid) : undefined;
}

/** When a process started, in clock ticks of this boot; undefined if there is none. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return undefined;
  }
  const stat = read(`/proc/${pid}/stat`);
  // The name, in brackets, may hold blanks. Where there is no /proc the number alone has to do.
  return stat === undefined ? 'unknown' : stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function explained(error: unknown, folder: string, file: string): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'EEXIST') {
    return new AppError(
      'data-folder-locked',
      `The data folder ${folder} is in use by process ${holderOf(file) ?? '(unknown)'}`,
      'Stop that process, or use another data folder',
    );
  }
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ENOSPC'].includes(code)) return error;
  return new AppError(
    'data-folder-unwritable',
    `The data folder ${folder} cannot be written (${code})`,
    'Make it writable, or use another data folder',
  );
}
