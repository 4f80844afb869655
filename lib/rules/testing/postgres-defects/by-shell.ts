/**
 * A statement that makes the server run a command of the shell as its own user, for what no SQL can do to its files.
 * `line` is its input, and `%s` in the command the file that the expression names.
 */
export function byShell(command: string, file: string, line = ''): string {
  return `DO $$ BEGIN EXECUTE format('COPY (SELECT %L) TO PROGRAM %L', '${line}', format('${command}', ${file})); END $$`;
}
