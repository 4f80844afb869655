import { expect, it } from 'vitest';
import { connectionUrl } from '@/lib/config/connection-url';
import { placeOf } from './place';

it.each([
  ['postgres://reader:secret@db.example:5433/app', 'db.example:5433'],
  ['postgres://reader:secret@/app?host=/tmp&port=5433', '/tmp:5433'],
  ['postgres://reader:secret@/app', 'localhost:5432'],
])('%s is named without its password', (url, address) => {
  expect(placeOf(connectionUrl.parse(url))).toEqual({ address, database: 'app', role: 'reader' });
});
