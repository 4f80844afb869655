import { parseAsFloat, parseAsInteger, parseAsStringLiteral, useQueryStates } from 'nuqs';
import type { ResourcesAnswers } from '@/lib/api/resources-plan';

export const DISK_KINDS = ['ssd', 'nvme', 'network', 'hdd'] as const;
export const WORKLOADS = ['ingest', 'oltp', 'analytics', 'mixed'] as const;

const GIB = 1_073_741_824;
/** What no server has is a slip of the hand, and is not asked about. */
const MOST_GIB = 1_048_576;
const MOST_CORES = 4_096;

export interface MachineState {
  readonly memory: number | null;
  readonly cores: number | null;
  readonly disk: (typeof DISK_KINDS)[number] | null;
  readonly work: (typeof WORKLOADS)[number] | null;
  readonly space: number | null;
}

/** The answers about the machine, kept in the address: `?memory=64&cores=16&disk=nvme&work=ingest&space=500`, memory and space in GiB. */
export function useMachine(): {
  readonly answers: ResourcesAnswers;
  readonly change: (values: Partial<MachineState>) => void;
} {
  const [{ memory, cores, disk, work, space }, set] = useQueryStates({
    memory: parseAsFloat,
    cores: parseAsInteger,
    disk: parseAsStringLiteral(DISK_KINDS),
    work: parseAsStringLiteral(WORKLOADS),
    space: parseAsFloat,
  });
  return {
    answers: {
      ...(memory !== null && memory > 0 && memory <= MOST_GIB && { memoryBytes: Math.round(memory * GIB) }),
      ...(cores !== null && cores > 0 && cores <= MOST_CORES && { cores }),
      ...(disk !== null && { diskKind: disk }),
      ...(work !== null && { workload: work }),
      ...(space !== null && space > 0 && space <= MOST_GIB && { diskBytes: Math.round(space * GIB) }),
    },
    change: (values) => void set(values),
  };
}
