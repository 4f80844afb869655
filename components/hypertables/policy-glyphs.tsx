import clsx from 'clsx';
import type { Policy } from '@/components/hypertable/policy';
import { POLICY_KINDS, policyWords, scheduleWords } from '@/components/hypertable/policy-words';

/** One letter for each kind of policy that is set, with its words on hover and for screen readers; off is struck through. */
export function PolicyGlyphs({ policies }: { readonly policies: readonly Policy[] }) {
  if (policies.length === 0) return <span className="text-faint">none</span>;
  return (
    <ul className="flex gap-1">
      {POLICY_KINDS.flatMap(({ kind, glyph, label }) => {
        const ofKind = policies.filter((policy) => policy.kind === kind);
        if (ofKind.length === 0) return [];
        const isOn = ofKind.some(({ scheduled }) => scheduled);
        const words = ofKind.map((policy) => `${policyWords(policy)}, ${scheduleWords(policy)}`).join('; ');
        return [
          <li key={kind} title={`${label}: ${words}`} className="contents">
            <span
              aria-hidden="true"
              className={clsx(
                'inline-flex size-5 items-center justify-center rounded-[5px] font-medium text-2xs',
                isOn
                  ? 'bg-hover text-ink'
                  : 'border border-line-strong border-dashed text-faint line-through',
              )}
            >
              {glyph}
            </span>
            <span className="sr-only">
              {label}: {words}
            </span>
          </li>,
        ];
      })}
    </ul>
  );
}
