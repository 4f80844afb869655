import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from './registry';

const folder = fileURLToPath(new URL('.', import.meta.url));
const areas = readdirSync(folder, { withFileTypes: true }).filter(
  (entry) => entry.isDirectory() && !['testing', 'shared'].includes(entry.name),
);
const files = areas.flatMap(({ name: area }) =>
  readdirSync(path.join(folder, area))
    .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
    .map((file) => `${area}/${file.slice(0, -'.ts'.length)}`),
);

describe('the registry of rules', () => {
  it('lists every rule file, and its id is its path', () => {
    expect(rules.map(({ meta }) => meta.id).sort()).toEqual([...files].sort());
  });

  it.each(rules.map(({ meta }) => meta))(
    '$id has a test, a real-engine test where it gives SQL, and a source',
    ({ id, source, why, facts }) => {
      expect(existsSync(path.join(folder, `${id}.test.ts`)), 'unit test').toBe(true);
      expect(existsSync(path.join(folder, `${id}.db.test.ts`)), 'real-engine test').toBe(true);
      expect(URL.canParse(source)).toBe(true);
      expect(why.split(/(?<=[.!?])\s/).length).toBeLessThanOrEqual(3);
      expect(Object.keys(facts).length).toBeGreaterThanOrEqual(1);
    },
  );
});
