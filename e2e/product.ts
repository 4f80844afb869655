import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from './test';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const demoPort = Number(process.env.CHUNKWISE_E2E_PORT ?? '3199');

interface Target {
  readonly id: string;
  readonly name: string;
  readonly url?: string;
  readonly urlEnv?: string;
}

/** A second product beside the demo, with databases of its own. */
export async function startProduct(
  databases: readonly Target[],
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<{ stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'chunkwise-own-'));
  writeFileSync(path.join(folder, 'chunkwise.config.json'), JSON.stringify({ databases }));
  const launcher = spawn(process.execPath, ['--import', 'tsx', 'lib/front-door/launch.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      CHUNKWISE_FOLDER: folder,
      CHUNKWISE_DATA_DIR: path.join(folder, 'data'),
      ...env,
    },
  });
  await expect(async () => {
    expect((await fetch(`http://127.0.0.1:${port}/api/health`)).status).toBe(200);
  }).toPass({ timeout: 90_000 });
  return {
    async stop() {
      const ended = once(launcher, 'exit');
      launcher.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
