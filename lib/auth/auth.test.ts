import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Configuration } from '@/lib/config/configuration';
import { isPassword } from './password';
import { requireOwnName, requireSameOrigin } from './same-origin';
import { isRightPassword, isSignedIn, requireSignIn, signInCookie } from './session';

const dataDir = mkdtempSync(path.join(tmpdir(), 'chunkwise-auth-'));
const configuration: Configuration = {
  targets: [],
  historyUrl: null,
  dataDir,
  host: '0.0.0.0',
  port: 3000,
  password: 'correct horse',
};
const request = (headers: Record<string, string>) =>
  new Request('http://localhost:3000/api/databases', { headers });

describe('signing in', () => {
  it('accepts the right password only', () => {
    expect(isPassword('correct horse', 'correct horse')).toBe(true);
    expect(isPassword('correct hors', 'correct horse')).toBe(false);
    expect(isPassword('', 'correct horse')).toBe(false);
  });

  it('opens with its cookie, not without, not with a forged one', async () => {
    const cookie = await signInCookie(configuration, false);
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
    expect(await isSignedIn(request({ cookie: cookie.split(';')[0] ?? '' }), configuration)).toBe(true);
    expect(await isSignedIn(request({}), configuration)).toBe(false);
    expect(await isSignedIn(request({ cookie: 'chunkwise-session=Fe26.2*1*forged' }), configuration)).toBe(
      false,
    );
  });

  it('opens routes with the password as a bearer token, for scrapers; it is no session', async () => {
    const right = request({ authorization: 'Bearer correct horse' });
    await expect(requireSignIn(right, configuration)).resolves.toBeUndefined();
    expect(await isSignedIn(right, configuration)).toBe(false);
  });

  it('keeps the key for its owner only', () => {
    expect(statSync(path.join(dataDir, 'session-secret')).mode & 0o077).toBe(0);
  });

  it('refuses after ten wrong passwords, sent one by one or all at once, the right one too', async () => {
    const guesses = Array.from({ length: 15 }, (_, n) =>
      requireSignIn(request({ authorization: `Bearer guess ${n}` }), configuration).catch(
        ({ code }: { code: string }) => code,
      ),
    );
    const codes = await Promise.all(guesses);
    expect(codes.filter((code) => code === 'sign-in-required')).toHaveLength(10);
    expect(codes.filter((code) => code === 'too-many-attempts')).toHaveLength(5);
    await expect(isRightPassword('correct horse', 'correct horse')).rejects.toMatchObject({
      code: 'too-many-attempts',
    });
  });
});

describe('the origin of a write', () => {
  const own = { host: 'localhost:3000' };
  it.each([
    [{ ...own, origin: 'http://localhost:3000' }, true],
    [{ ...own, 'sec-fetch-site': 'same-origin', origin: 'http://localhost:3000' }, true],
    [own, true],
    [{ ...own, origin: 'https://evil.example' }, false],
    [{ ...own, origin: 'null' }, false],
    [{ ...own, 'sec-fetch-site': 'cross-site' }, false],
    [{ ...own, 'sec-fetch-site': 'same-site', origin: 'http://localhost:4000' }, false],
  ])('%j: %s', (headers, isAllowed) => {
    const check = () => requireSameOrigin(request(headers));
    if (isAllowed) expect(check).not.toThrow();
    else expect(check).toThrow('another site');
  });

  it('is asked of names too: a foreign name that points at loopback is refused', () => {
    for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000'])
      expect(() => requireOwnName(request({ host }))).not.toThrow();
    for (const host of ['evil.example', 'localhost.evil.example:3000', ''])
      expect(() => requireOwnName(request({ host }))).toThrow();
  });
});
