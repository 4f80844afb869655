import { parse } from 'pg-connection-string';
import { describe, expect, it } from 'vitest';
import { connectionUrl } from './connection-url';

const SOCKETS: readonly [string, Readonly<Record<string, string>>][] = [
  [
    'postgres://reader@/app?host=/run/postgresql',
    { user: 'reader', database: 'app', host: '/run/postgresql' },
  ],
  [
    'postgresql://a%2Bb+c:p%40s+s@/app?port=5433&host=/tmp',
    { user: 'a+b+c', password: 'p@s+s', database: 'app', host: '/tmp', port: '5433' },
  ],
  [
    'postgres://reader:p&user=b@/app?host=/tmp',
    { user: 'reader', password: 'p&user=b', database: 'app', host: '/tmp' },
  ],
];

describe('a role before an empty host', () => {
  it.each(SOCKETS)('%s is read as psql reads it', (url, expected) => {
    const given = connectionUrl.parse(url);
    expect(URL.canParse(given)).toBe(true);
    expect(parse(given)).toMatchObject(expected);
  });

  it('is left alone where there is a host', () => {
    const url = 'postgres://reader:a+b@db.example:5433/app?sslmode=require';
    expect(connectionUrl.parse(url)).toBe(url);
  });
});

it.each(['garbage', 'mysql://db/app', 'postgres://reader:pa/ss@host/app', 'postgres://a@b@/c'])(
  'refuses %s and does not repeat it',
  (url) => {
    const { error } = connectionUrl.safeParse(url);
    expect(error?.issues[0]?.message).toContain('expected a connection string');
    expect(error?.issues[0]?.message).not.toContain(url);
  },
);
