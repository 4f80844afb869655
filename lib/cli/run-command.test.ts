import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('repeats no connection string of an argument in the wrong place', () => {
  const advise = path.join('lib', 'cli', 'advise.ts');
  const args = ['--import', 'tsx', advise, 'postgres://app:hunter2@db.example/app'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('Unexpected argument');
  expect(stderr).not.toContain('hunter2');
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
