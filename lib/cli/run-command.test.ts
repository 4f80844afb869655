import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function call(command: string, ...args: string[]) {
  const file = path.join('lib', 'cli', `${command}.ts`);
  return spawnSync(process.execPath, ['--import', 'tsx', file, ...args], { cwd: root, encoding: 'utf8' });
}

it.each(['advise', 'plan', 'role', 'snapshot'])('%s says how it is called', (command) => {
  const { status, stdout, stderr } = call(command, '--help');
  expect(stdout).toMatch(new RegExp(`^Usage: npm run --silent ${command} -- `));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it.each(['advise', 'snapshot'])('%s says that what it was given is no connection string', (command) => {
  const { status, stderr } = call(command, '--url', 'hunter2');
  expect(status).toBe(2);
  expect(stderr).toMatch(/^--url: expected a connection string/);
  expect(stderr).not.toContain('hunter2');
});

it('repeats no connection string of an argument in the wrong place', () => {
  const { status, stderr } = call('advise', 'postgres://app:hunter2@db.example/app');
  expect(status).toBe(2);
  expect(stderr).toContain('Unexpected argument');
  expect(stderr).not.toContain('hunter2');
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
