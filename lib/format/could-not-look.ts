/** Whether a check could not look, at all or at some of what it is about: a finding elsewhere makes that no better. */
export function couldNotLook({
  status,
  reason,
}: {
  readonly status: string;
  readonly reason?: string | undefined;
}): boolean {
  return status === 'not-run' || status === 'failed' || (status === 'found' && reason !== undefined);
}
