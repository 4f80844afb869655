'use client';
import { type ReactNode, useId } from 'react';
import { Card, CardHeader } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { fieldClass } from '@/components/ui/field-class';
import { Select } from '@/components/ui/select';
import type { ResourcesAnswers, ResourcesPlan } from '@/lib/api/resources-plan';
import { bytes } from '@/lib/format/bytes';
import { DISK_KINDS, type MachineState, WORKLOADS } from './use-machine';

const GIB = 1_073_741_824;

const DISK_WORDS = {
  ssd: 'SSD',
  nvme: 'NVMe',
  network: 'network disk of a cloud',
  hdd: 'spinning disks',
} as const;
const WORK_WORDS = {
  ingest: 'rows that arrive all the time',
  oltp: 'short transactions',
  analytics: 'large queries',
  mixed: 'a bit of each',
} as const;

/** What no SQL tells. The profile of the configuration answers it for good; here it can be tried. */
export function MachineCard({
  plan: { machine, hints },
  answers,
  onChange,
}: {
  readonly plan: ResourcesPlan;
  readonly answers: ResourcesAnswers;
  readonly onChange: (values: Partial<MachineState>) => void;
}) {
  const profile = profileOf(machine);
  return (
    <Card aria-label="The machine">
      <CardHeader
        title="The machine"
        description="No SQL tells these. Said once in the profile of chunkwise.config.json, every rule knows them too."
        aside={
          profile !== null && (
            <CopyButton text={profile} word="Copy as profile" what="for the configuration" />
          )
        }
      />
      <div className="grid gap-x-5 gap-y-4 px-5 py-4 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-5">
        <NumberField
          label="Memory, GiB"
          value={answers.memoryBytes === undefined ? null : answers.memoryBytes / GIB}
          onChange={(memory) => onChange({ memory })}
          placeholder={machine.memoryBytes === null ? 'not known' : String(machine.memoryBytes / GIB)}
          note={
            hints.memoryBytes === null
              ? 'of the server, or the limit of its container'
              : `perhaps ${bytes(hints.memoryBytes)}, by shared_buffers × 4`
          }
        />
        <NumberField
          label="Processor cores"
          value={answers.cores ?? null}
          onChange={(cores) => onChange({ cores: cores === null ? null : Math.round(cores) })}
          placeholder={machine.cores === null ? 'not known' : String(machine.cores)}
          note={
            hints.cores === null
              ? 'that PostgreSQL may use'
              : `perhaps ${hints.cores}, by max_parallel_workers`
          }
        />
        <Field label="Disks">
          <Select
            label="Disks"
            value={chosenOf(DISK_KINDS, machine.diskKind)}
            options={[
              { value: '', label: 'not known' },
              ...DISK_KINDS.map((value) => ({ value, label: DISK_WORDS[value] })),
            ]}
            onChange={(value) => onChange({ disk: value === '' ? null : value })}
            className="w-full [&>select]:flex-1"
          />
        </Field>
        <NumberField
          label="Disk, GiB"
          value={answers.diskBytes === undefined ? null : answers.diskBytes / GIB}
          onChange={(space) => onChange({ space })}
          placeholder={machine.diskBytes === null ? 'not known' : String(Math.round(machine.diskBytes / GIB))}
          note="that data and log lie on: the log gets half of it at most"
        />
        <Field label="Work">
          <Select
            label="Work"
            value={chosenOf(WORKLOADS, machine.workload)}
            options={[
              { value: '', label: 'not known: taken as mixed' },
              ...WORKLOADS.map((value) => ({ value, label: WORK_WORDS[value] })),
            ]}
            onChange={(value) => onChange({ work: value === '' ? null : value })}
            className="w-full [&>select]:flex-1"
          />
        </Field>
      </div>
    </Card>
  );
}

function chosenOf<Value extends string>(values: readonly Value[], given: string | null): Value | '' {
  return values.find((value) => value === given) ?? '';
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col gap-1 text-sm">
      <span aria-hidden="true" className="text-muted text-xs">
        {label}
      </span>
      {children}
    </div>
  );
}

function NumberField({
  label,
  value,
  onChange,
  placeholder,
  note,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
  readonly placeholder: string;
  readonly note: string;
}) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1 text-sm">
      <label htmlFor={id} className="text-muted text-xs">
        {label}
      </label>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min={0}
        step="any"
        placeholder={placeholder}
        defaultValue={value ?? ''}
        aria-describedby={`${id}-note`}
        onChange={({ currentTarget: { valueAsNumber } }) =>
          onChange(Number.isFinite(valueAsNumber) && valueAsNumber > 0 ? valueAsNumber : null)
        }
        className={`${fieldClass} nums`}
      />
      <span id={`${id}-note`} className="text-faint text-xs">
        {note}
      </span>
    </div>
  );
}

/** The lines for the configuration; null while nothing is known. */
function profileOf(machine: ResourcesPlan['machine']): string | null {
  const known = Object.fromEntries(Object.entries(machine).filter(([, value]) => value !== null));
  return Object.keys(known).length === 0 ? null : `"profile": ${JSON.stringify(known)}`;
}
