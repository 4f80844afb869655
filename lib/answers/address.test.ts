import { describe, expect, it } from 'vitest';
import { addressOf } from './address';

describe('what an address takes', () => {
  it.each([
    ['/api/health', ['GET', 'HEAD', 'OPTIONS'], false],
    ['/api/session', ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST'], false],
    ['/api/databases', ['GET', 'HEAD', 'OPTIONS'], true],
    ['/metrics', ['GET', 'HEAD', 'OPTIONS'], true],
    ['/api/databases/a/hypertables/public/m%2Fx', ['GET', 'HEAD', 'OPTIONS'], true],
    ['/api/databases/a/findings/columnstore%2Fratio-poor%3Apublic.m/state', ['OPTIONS', 'POST'], true],
  ])('%s: %j', (pathname, methods, needsSignIn) => {
    expect(addressOf(pathname)).toMatchObject({ methods, needsSignIn });
  });

  it.each([
    '/api',
    '/api/databases/',
    '/api/databases/a',
    '/api/openapi-json',
    '/api/health/more',
    '/d/a/advice',
  ])('%s is none of ours', (pathname) => expect(addressOf(pathname)).toBeNull());
});
