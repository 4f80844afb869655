import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rules } from './registry';

const file = fileURLToPath(new URL('../../README.md', import.meta.url));
const SECTION = /<!-- rules -->[\s\S]*<!-- \/rules -->/;

/** `UPDATE_README=1 npx vitest run -c lib/vitest.config.ts lib/rules/readme.test.ts` writes it anew. */
it('the README lists every rule as its meta says', () => {
  const rows = rules.map(({ meta }) => `| \`${meta.id}\` | ${meta.title} | ${meta.needs.join(', ')} |`);
  const section = [
    '<!-- rules -->',
    '| rule | finds | needs |',
    '|---|---|---|',
    ...rows,
    '<!-- /rules -->',
  ].join('\n');
  const readme = readFileSync(file, 'utf8');
  if (process.env.UPDATE_README)
    writeFileSync(
      file,
      readme.replace(SECTION, () => section),
    );
  else expect(readme.match(SECTION)?.[0]).toBe(section);
});
