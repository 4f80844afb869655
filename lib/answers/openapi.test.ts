import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi';

const app = fileURLToPath(new URL('../../app', import.meta.url));
const document = openApiDocument('1.2.3') as {
  info: { version: string };
  paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>;
  components: { schemas: Record<string, unknown> };
};
const METHOD = /export const (GET|POST|PUT|PATCH|DELETE)\b/g;

/** `GET /api/databases/{databaseId}`, of every route that the application serves. */
function served(): string[] {
  return readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(`${path.sep}route.ts`) && !file.includes('[...'))
    .flatMap((file) => {
      const address = `/${path.dirname(file).replaceAll('[', '{').replaceAll(']', '}')}`;
      const source = readFileSync(path.join(app, file), 'utf8');
      return [...source.matchAll(METHOD)].map(([, method]) => `${method} ${address}`);
    });
}

describe('the OpenAPI document', () => {
  it('lists every endpoint that is served, and no other', () => {
    const listed = Object.entries(document.paths).flatMap(([address, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${address}`),
    );
    expect(listed.sort()).toEqual(served().sort());
  });

  it('declares every part of a path', () => {
    for (const [address, item] of Object.entries(document.paths))
      for (const { parameters = [] } of Object.values(item)) {
        const declared = parameters.filter((one) => one.in === 'path').map(({ name }) => `{${name}}`);
        expect(declared.sort(), address).toEqual([...address.matchAll(/\{\w+\}/g)].map(String).sort());
      }
  });

  it('names the answers that others may generate code from', () => {
    expect(document.info.version).toBe('1.2.3');
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Findings', 'Compression', 'Jobs', 'Tables', 'Replication', 'Error']),
    );
  });
});
