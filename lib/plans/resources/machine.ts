import type { Profile } from '@/lib/rules/rule';

/** What no SQL tells and the advice depends on; null is not known. */
export interface Machine {
  readonly memoryBytes: number | null;
  readonly cores: number | null;
  readonly diskKind: NonNullable<Profile['diskKind']> | null;
  readonly workload: NonNullable<Profile['workload']> | null;
  readonly diskBytes: number | null;
}

export type Question = keyof Machine;

/** The profile's answers, and over them what was answered for this plan. */
export function machineOf(profile: Profile, answers: Partial<Machine> = {}): Machine {
  return {
    memoryBytes: answers.memoryBytes ?? profile.memoryBytes ?? null,
    cores: answers.cores ?? profile.cores ?? null,
    diskKind: answers.diskKind ?? profile.diskKind ?? null,
    workload: answers.workload ?? profile.workload ?? null,
    diskBytes: answers.diskBytes ?? profile.diskBytes ?? null,
  };
}
