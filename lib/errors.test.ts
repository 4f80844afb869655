import { describe, expect, it, vi } from 'vitest';
import { AppError } from './errors';

describe('AppError', () => {
  it('is known to another copy of its class, as bundles have them', async () => {
    vi.resetModules();
    const copy = await import('./errors');
    expect(copy.AppError).not.toBe(AppError);
    const error: unknown = new copy.AppError('history-unavailable', 'History is away');
    expect(error).toBeInstanceOf(AppError);
    expect(error instanceof AppError && error.status).toBe(503);
  });

  it('is no other error', () => {
    expect(new Error('AppError')).not.toBeInstanceOf(AppError);
    expect({ name: 'AppError', code: 'internal' }).not.toBeInstanceOf(AppError);
    expect(null).not.toBeInstanceOf(AppError);
  });
});
