import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type AnyRule, rules } from './registry';
import { PLANTED, PLANTED_IN_SHOP } from './testing/demo-planted';

const file = fileURLToPath(new URL('../../README.md', import.meta.url));
const SECTION = /<!-- rules -->[\s\S]*<!-- \/rules -->/;

/** `UPDATE_README=1 npx vitest run -c lib/vitest.config.ts lib/rules/readme.test.ts` writes it anew. */
it('the README lists every rule as its meta says', () => {
  const rows = rules.map(
    (rule) =>
      `| \`${rule.meta.id}\` | ${rule.meta.title} | ${rule.meta.needs.join(', ')} | ${plantedBy(rule)} | ${proof(rule)} |`,
  );
  const section = [
    '<!-- rules -->',
    '| rule | finds | needs | planted by | proof |',
    '|---|---|---|---|---|',
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

const plantedBy = ({ meta: { id } }: AnyRule) =>
  [...PLANTED, ...PLANTED_IN_SHOP].some((key) => key.startsWith(`${id}:`)) ? 'demo, its test' : 'its test';

/**
 * How far the rule's own test goes: a round trip finds, rehearses, applies, verifies and undoes on a real engine;
 * without one it finds on a real engine; where no engine here can be in that state, recorded rows stand in.
 */
function proof({ meta: { id } }: AnyRule): string {
  const test = readFileSync(fileURLToPath(new URL(`${id}.db.test.ts`, import.meta.url)), 'utf8');
  const stories = test.match(/tellAdviceStory\(\{[^}]*\}/g) ?? [];
  if (stories.some((story) => !story.includes('onlyFound'))) return 'round trip';
  return stories.length > 0 || /\b(findings|tellFreezeStory)\(/.test(test)
    ? 'found on an engine'
    : 'recorded rows';
}
