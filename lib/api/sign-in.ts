import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { getJson, send } from './request';
import type { sessionAnswer } from './sign-in-schema';

export type SessionAnswer = z.infer<typeof sessionAnswer>;
export const sessionPath = '/api/session';

/** Whether this server asks for a password, and whether we are signed in. Needs no sign-in. */
export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: ({ signal }) => getJson<SessionAnswer>(sessionPath, signal),
  });

/** A wrong password is an `ApiError` with the code `wrong-password`; too many of them `too-many-attempts`. */
export const signIn = (password: string) => send<SessionAnswer>('POST', sessionPath, { password });
export const signOut = () => send<SessionAnswer>('DELETE', sessionPath);
