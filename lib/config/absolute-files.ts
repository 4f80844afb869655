import path from 'node:path';

/** The parameters of a connection string that name files. */
const FILES = ['sslrootcert', 'sslcert', 'sslkey'];
/** Not a file: the certificates of the operating system. */
const SYSTEM = 'system';

/** Resolves the files that a connection string names: whoever connects by it has another working folder. */
export function withAbsoluteFiles(url: string, folder: string): string {
  const parsed = new URL(url);
  const relative = FILES.flatMap((name) => {
    const file = parsed.searchParams.get(name);
    return file && file !== SYSTEM && !path.isAbsolute(file) ? [[name, file] as const] : [];
  });
  for (const [name, file] of relative) parsed.searchParams.set(name, path.resolve(folder, file));
  // Untouched where nothing is relative: to write it anew could write it otherwise.
  return relative.length > 0 ? parsed.href : url;
}
