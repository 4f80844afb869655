import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '@/lib/errors';

/** Builds the dashboard in a process of its own, unless this build is there already. */
export function builtDashboard(): Promise<void> {
  const command = fileURLToPath(new URL('build-command.mjs', import.meta.url));
  const child = spawn(process.execPath, [command], { stdio: ['ignore', 'inherit', 'inherit'] });
  process.once('exit', () => child.kill());
  return new Promise((resolve, reject) => {
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new AppError('internal', 'The dashboard could not be built', 'The reason stands above')),
    );
  });
}
