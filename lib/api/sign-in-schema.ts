import { z } from 'zod';

export const signInRequest = z
  .strictObject({
    password: z.string('expected a text').min(1, 'expected the password').max(1_024, 'too long'),
  })
  .meta({ id: 'SignIn' });

export const sessionAnswer = z
  .object({ needsSignIn: z.boolean(), isSignedIn: z.boolean() })
  .meta({ id: 'Session' });
