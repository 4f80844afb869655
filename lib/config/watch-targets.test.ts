import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MonitoredTarget } from './monitored-target';
import { watchTargets } from './watch-targets';

const folder = mkdtempSync(path.join(tmpdir(), 'chunkwise-watch-'));
const file = path.join(folder, 'chunkwise.config.json');
let stop = () => {};

afterEach(() => {
  stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('watchTargets', () => {
  it('follows a file that appears, breaks, is mended and goes', { timeout: 30_000 }, async () => {
    let targets: readonly MonitoredTarget[] | null = null;
    const faults: string[] = [];
    stop = watchTargets({
      env: {},
      folder,
      onTargets: (now) => {
        targets = now;
      },
      onFault: (line) => faults.push(line),
    });
    const ids = () => targets?.map(({ id }) => id);
    const until = (check: () => void) => vi.waitFor(check, { timeout: 8_000, interval: 100 });

    writeFileSync(file, '{ "databases": [{ "id": "one", "url": "postgres://u:hunter2@h/d" }] }');
    await until(() => expect(ids()).toEqual(['one']));

    writeFileSync(file, '{ "databases": [{ "id": "one", "uri": "postgres://u:hunter2@h/d" }] }');
    await until(() => expect(faults).toHaveLength(1));
    expect(faults[0]).toMatch(/chunkwise\.config\.json: databases\[0\].*stay as they were/);
    expect(faults[0]).not.toMatch(/hunter2|\n/);
    expect(ids()).toEqual(['one']);

    writeFileSync(
      file,
      '{ "databases": [{ "id": "one", "url": "postgres://u@h/d" }, { "id": "two", "url": "postgres://u@h/e" }] }',
    );
    await until(() => expect(ids()).toEqual(['one', 'two']));

    rmSync(file);
    await until(() => expect(ids()).toEqual([]));
  });
});
