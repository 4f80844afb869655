'use client';
import clsx from 'clsx';
import { fieldClass } from '@/components/ui/field-class';
import { Select } from '@/components/ui/select';
import { SEVERITIES, SeverityShape, severityWord } from '@/components/ui/severity';
import type { WireFinding } from '@/lib/api/findings';
import type { Severity } from '@/lib/rules/rule';
import { areaOf, type Grouping, isShown } from './advice-filters';
import type { BoardFilter, OnFilter } from './board-filter';

const GROUPS: readonly { value: Grouping; label: string }[] = [
  { value: 'phase', label: 'Phase' },
  { value: 'object', label: 'Object' },
  { value: 'none', label: 'Nothing' },
];

export function AdviceFilterBar({
  findings,
  filter,
  onFilter,
}: {
  readonly findings: readonly WireFinding[];
  readonly filter: BoardFilter;
  readonly onFilter: OnFilter;
}) {
  const areas = [...new Set(findings.map(areaOf))].sort();
  const toggle = (severity: Severity) => {
    const next = filter.severity.includes(severity)
      ? filter.severity.filter((each) => each !== severity)
      : [...filter.severity, severity];
    onFilter({ severity: next.length === 0 ? null : next });
  };
  return (
    <div className="no-print mb-4 flex flex-wrap items-center gap-2">
      {SEVERITIES.map((severity) => (
        <SeverityChip
          key={severity}
          severity={severity}
          count={
            findings.filter((f) => f.severity === severity && isShown(f, { ...filter, severity: [] })).length
          }
          isOn={filter.severity.includes(severity)}
          onToggle={() => toggle(severity)}
        />
      ))}
      <Select
        label="Area"
        showLabel
        value={filter.area}
        options={[{ value: '', label: 'All' }, ...areas.map((area) => ({ value: area, label: area }))]}
        onChange={(area) => onFilter({ area: area || null })}
      />
      <Select
        label="Group by"
        showLabel
        value={filter.group}
        options={GROUPS}
        onChange={(group) => onFilter({ group })}
      />
      <input
        type="search"
        data-filter=""
        aria-label="Filter findings"
        placeholder="Filter"
        value={filter.q}
        onChange={({ currentTarget }) => onFilter({ q: currentTarget.value || null })}
        className={clsx(fieldClass, 'sm:w-48')}
      />
    </div>
  );
}

function SeverityChip({
  severity,
  count,
  isOn,
  onToggle,
}: {
  readonly severity: Severity;
  readonly count: number;
  readonly isOn: boolean;
  readonly onToggle: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={onToggle}
      className={clsx(
        'inline-flex h-8 items-center gap-2 rounded-md border px-3 text-sm transition-colors max-sm:h-11',
        isOn ? 'border-control bg-hover font-medium' : 'border-line-strong bg-surface hover:bg-hover',
      )}
    >
      <SeverityShape severity={severity} />
      {severityWord(severity)}
      <span className="nums text-faint text-xs">{count}</span>
    </button>
  );
}
