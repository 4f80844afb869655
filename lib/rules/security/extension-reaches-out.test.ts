import { expect, it } from 'vitest';
import { context, server } from '../testing/context';
import { extension } from '../testing/server-rows';
import rule from './extension-reaches-out';

it('is quiet about extensions that stay inside', () => {
  expect(rule.check({ extensions: [extension({ name: 'pg_trgm' })] }, context())).toEqual([]);
});

it('names each that does not', () => {
  expect(
    rule.check({ extensions: [extension({ name: 'file_fdw' }), extension({ name: 'dblink' })] }, context()),
  ).toMatchObject([
    { subject: ['file_fdw'], severity: 'notice', confidence: 'low', facts: { extensions: 2 } },
    { subject: ['dblink'] },
  ]);
});

it('does not apply to the engine of Chunkwise', () => {
  expect(rule.check({ extensions: [] }, context({ server: server({ engine: 'embedded' }) }))).toHaveProperty(
    'notApplicable',
  );
});
