import clsx from 'clsx';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { type AgeAxis, ageAxis, agePlace } from './age-axis';
import { type AgeWindow, windowAges } from './aggregate-windows';

const FILLS: Record<AgeWindow['kind'], string> = {
  source: 'bg-state-row/45',
  refresh: 'bg-accent/30',
  columnstore: 'bg-state-column/40',
  kept: 'bg-state-tiered/35',
};

/**
 * The policies of one aggregate on one axis of age, the present at the right. The axis is logarithmic, so that an
 * hour and five years can be read off the same picture; what collides is red, hatched and named.
 */
export function AgePicture({
  name,
  windows,
  materialisedAge,
  isIntegerTime,
  isRealTime,
}: {
  readonly name: string;
  readonly windows: readonly AgeWindow[];
  /** Age of the newest materialised bucket's end; null when not known or never materialised. */
  readonly materialisedAge: number | null;
  readonly isIntegerTime: boolean;
  readonly isRealTime: boolean;
}) {
  const ageText = (age: number) => (isIntegerTime ? count(age) : duration(age));
  const axis = ageAxis(
    [...windowAges(windows), ...(materialisedAge === null ? [] : [materialisedAge])],
    isIntegerTime,
  );
  return (
    <figure className="flex flex-col gap-1.5">
      <figcaption className="sr-only">
        {name}: {windows.map((window) => windowWords(window, ageText)).join('; ')}
        {materialisedAge !== null && `; materialised up to ${ageText(materialisedAge)} ago`}
      </figcaption>
      <div
        aria-hidden="true"
        className="relative grid grid-cols-[8.5rem_1fr] gap-x-3 gap-y-1.5 text-xs max-sm:grid-cols-1 max-sm:gap-y-0.5"
      >
        {materialisedAge !== null && (
          <BoundaryNames place={agePlace(materialisedAge, axis)} isRealTime={isRealTime} />
        )}
        {windows.map((window, i) => (
          <Lane key={`${window.kind}${i.toString()}`} window={window} axis={axis} ageText={ageText} />
        ))}
        <span className="text-faint sm:text-end">age</span>
        <AxisLine axis={axis} materialisedAge={materialisedAge} rows={windows.length} />
      </div>
      {windows.flatMap(({ conflicts }) =>
        conflicts.map(({ words }) => (
          <p key={words} className="flex items-baseline gap-1.5 text-critical text-xs sm:ps-[9.25rem]">
            <ConflictSwatch />
            <span className="max-w-prose">{words}</span>
          </p>
        )),
      )}
    </figure>
  );
}

function windowWords({ label, from, to }: AgeWindow, ageText: (age: number) => string): string {
  const start = from === null ? 'the first row' : `${ageText(from)} ago`;
  return `${label} from ${start} to ${to === 0 ? 'the present' : `${ageText(to)} ago`}`;
}

function Lane({
  window,
  axis,
  ageText,
}: {
  readonly window: AgeWindow;
  readonly axis: AgeAxis;
  readonly ageText: (age: number) => string;
}) {
  const [left, right] = [agePlace(window.from, axis), agePlace(window.to, axis)];
  const text =
    window.from === null
      ? window.kind === 'source' || window.kind === 'kept'
        ? 'for ever'
        : 'from the first row'
      : ageText(window.from);
  return (
    <>
      <span className="self-center text-muted sm:text-end">
        {window.label}
        {window.isOff && <span className="text-faint"> (off)</span>}
      </span>
      <span className="relative block h-5 rounded-sm bg-sunken">
        <span
          className={clsx(
            'absolute inset-y-0',
            FILLS[window.kind],
            window.from === null ? 'rounded-e-sm' : 'rounded-sm',
          )}
          style={span(left, right)}
        />
        {window.conflicts.map((conflict) => (
          <span
            key={conflict.words}
            className="absolute inset-y-0 rounded-sm border-2 border-critical [background:repeating-linear-gradient(45deg,color-mix(in_srgb,var(--critical)_45%,transparent)_0_2px,transparent_2px_6px)]"
            style={span(agePlace(conflict.from, axis), agePlace(conflict.to, axis))}
          />
        ))}
        <span
          className="absolute inset-y-0 flex items-center overflow-hidden whitespace-nowrap px-1.5 text-2xs text-ink"
          style={span(left, right)}
        >
          {/* Words are not read through hatching. */}
          <span className={clsx(window.conflicts.length > 0 && 'rounded-sm bg-surface px-1')}>{text}</span>
        </span>
      </span>
    </>
  );
}

const span = (left: number, right: number) => ({
  left: `${left * 100}%`,
  width: `${Math.max(0.6, (right - left) * 100)}%`,
});

/** Nearer than this a tick would run into the word for the present. */
const NOW_PLACE = 0.92;
/** The same on a phone, where that word takes a larger share. */
const NARROW_NOW_PLACE = 0.86;

/** Ticks, the present, and the boundary between what is materialised and what is computed when asked. */
function AxisLine({
  axis,
  materialisedAge,
  rows,
}: {
  readonly axis: AgeAxis;
  readonly materialisedAge: number | null;
  readonly rows: number;
}) {
  return (
    <span className="relative block h-5 border-line border-t">
      {materialisedAge !== null && (
        <span
          className="absolute bottom-full w-px border-ink border-s border-dashed"
          style={{ left: `${agePlace(materialisedAge, axis) * 100}%`, height: `${rows * 1.625}rem` }}
        />
      )}
      {axis.ticks
        .filter(({ age }) => agePlace(age, axis) < NOW_PLACE)
        .map(({ age, label }) => (
          <span
            key={age}
            className={clsx(
              'nums absolute top-1 -translate-x-1/2 whitespace-nowrap text-2xs text-faint',
              agePlace(age, axis) > NARROW_NOW_PLACE && 'max-sm:hidden',
            )}
            style={{ left: `${agePlace(age, axis) * 100}%` }}
          >
            {label}
          </span>
        ))}
      <span className="absolute end-0 top-1 text-2xs text-muted">now</span>
    </span>
  );
}

/** Which side of the dashed line is stored, and what the other side is. */
function BoundaryNames({ place, isRealTime }: { readonly place: number; readonly isRealTime: boolean }) {
  const after = isRealTime ? 'computed when asked' : 'not in its answers';
  return (
    <>
      <span className="max-sm:hidden" />
      <span className="relative block h-4 text-2xs text-faint">
        <span
          className="absolute end-0 whitespace-nowrap"
          style={{ insetInlineEnd: `calc(${(1 - place) * 100}% + 6px)` }}
        >
          ← materialised
        </span>
        {place < 0.8 && (
          <span
            className="absolute whitespace-nowrap max-sm:hidden"
            style={{ insetInlineStart: `calc(${place * 100}% + 6px)` }}
          >
            {after} →
          </span>
        )}
      </span>
    </>
  );
}

export function ConflictSwatch() {
  return (
    <span
      aria-hidden="true"
      className="size-3 shrink-0 border border-critical [background:repeating-linear-gradient(45deg,var(--critical)_0_1px,transparent_1px_3px)]"
    />
  );
}
