import { connectionUrl } from '@/lib/config/connection-url';
import { AppError } from '@/lib/errors';

/** The connection string of `--url`. Throws `bad-request`, without repeating it, where it is none. */
export function givenUrl(url: string): string {
  const read = connectionUrl.safeParse(url);
  if (!read.success)
    throw new AppError(
      'bad-request',
      `--url: ${read.error.issues[0]?.message ?? 'expected a connection string'}`,
    );
  return read.data;
}
