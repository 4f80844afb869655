'use client';
import { useMutation } from '@tanstack/react-query';
import { useSearchParams } from 'next/navigation';
import { type FormEvent, useId } from 'react';
import { BrandMark } from '@/components/shell/brand';
import { Button } from '@/components/ui/button';
import { errorWords } from '@/components/ui/error-words';
import { fieldClass } from '@/components/ui/field-class';
import { signIn } from '@/lib/api/sign-in';
import { safeReturnPath } from './safe-return-path';

/** One password for the installation; asked for when it listens beyond this machine. */
export function SignInScreen() {
  const returnTo = safeReturnPath(useSearchParams().get('to'));
  const { mutate, isPending, error } = useMutation({
    mutationFn: signIn,
    // A full load, so that nothing read before the sign-in stays in the cache.
    onSuccess: () => location.assign(returnTo),
  });
  const field = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    mutate(String(new FormData(event.currentTarget).get('password') ?? ''));
  };
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 pb-24">
      <div className="w-full max-w-sm">
        <BrandMark className="mb-5 size-8" />
        <h1 className="font-semibold text-xl tracking-tight">Sign in to Chunkwise</h1>
        <p className="mt-1 mb-6 text-muted text-sm">
          The password is the one that this installation was started with.
        </p>
        {/* A browser that submits before the script runs must not put the password into the address. */}
        <form method="post" onSubmit={submit} className="flex flex-col gap-4">
          <div className="flex flex-col gap-1.5">
            <label htmlFor={field} className="font-medium text-sm">
              Password
            </label>
            <input
              id={field}
              name="password"
              type="password"
              autoComplete="current-password"
              required
              aria-invalid={error !== null}
              aria-describedby={error === null ? undefined : `${field}-error`}
              className={`${fieldClass} h-10`}
            />
          </div>
          {error !== null && (
            <p id={`${field}-error`} role="alert" className="text-critical text-sm">
              {errorWords(error).message} {errorWords(error).hint}
            </p>
          )}
          <Button type="submit" variant="primary" className="h-10" disabled={isPending}>
            Sign in
          </Button>
        </form>
      </div>
    </main>
  );
}
