'use client';
import { ChevronRight } from 'lucide-react';
import { parseAsBoolean, parseAsString, useQueryState } from 'nuqs';
import { Fragment } from 'react';
import { Badge } from '@/components/ui/badge';
import { Card, CardHeader } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { SqlBlock } from '@/components/ui/sql-block';
import { State } from '@/components/ui/state';
import { Table, Td, Th, Tr } from '@/components/ui/table';
import { Unknown } from '@/components/ui/unknown';
import type { PlannedSetting } from '@/lib/api/resources-plan';
import { APPLIES_WORDS, GROUP_WORDS, QUESTION_WORDS, VERDICTS } from './plan-words';

/** Each setting: now, advised, what the two tools would set, and on demand why. */
export function SettingsTable({ settings }: { readonly settings: readonly PlannedSetting[] }) {
  const [isAll, setAll] = useQueryState('all', parseAsBoolean.withDefault(false));
  const [open, setOpen] = useQueryState('setting', parseAsString);
  const shown = settings.filter(({ verdict, name }) => isAll || verdict !== 'keep' || name === open);
  return (
    <Card aria-label="Settings">
      <CardHeader
        title="Settings"
        description="A value within 5 % of the advice is left alone, and one that is good all the same."
        aside={
          <Segmented
            label="Which settings"
            value={isAll ? 'all' : 'differs'}
            segments={[
              { id: 'differs', label: 'What differs' },
              { id: 'all', label: `All ${settings.length}` },
            ]}
            onChange={(id) => void setAll(id === 'all' ? true : null)}
          />
        }
      />
      {shown.length === 0 ? (
        <State kind="good" title="Every setting that is looked at fits this machine." />
      ) : (
        <div className="pt-2">
          <Table label="Settings">
            <thead>
              <tr>
                <Th>Setting</Th>
                <Th align="end">Now</Th>
                <Th align="end">Advised</Th>
                <Th className="max-sm:hidden">Takes</Th>
                <Th align="end" className="max-sm:hidden">
                  timescaledb-tune
                </Th>
                <Th align="end" className="max-sm:hidden">
                  pgtune
                </Th>
              </tr>
            </thead>
            <tbody>
              {shown.map((setting) => (
                <SettingRows
                  key={setting.name}
                  setting={setting}
                  isOpen={open === setting.name}
                  onToggle={() => void setOpen(open === setting.name ? null : setting.name)}
                />
              ))}
            </tbody>
          </Table>
        </div>
      )}
    </Card>
  );
}

function SettingRows({
  setting,
  isOpen,
  onToggle,
}: {
  readonly setting: PlannedSetting;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}) {
  const { name, group, verdict, now, advised, asks, applies, timescaledbTune, pgtune } = setting;
  const { word, tone } = VERDICTS[verdict];
  return (
    <>
      <Tr>
        <Td>
          <button
            type="button"
            aria-expanded={isOpen}
            onClick={onToggle}
            className="group flex items-center gap-1.5 text-start font-mono text-xs max-sm:min-h-10"
          >
            <ChevronRight
              aria-hidden="true"
              className={`size-3.5 shrink-0 text-faint transition-transform ${isOpen ? 'rotate-90' : ''}`}
            />
            <span className="group-hover:underline">{breakable(name)}</span>
          </button>
          <span className="ms-5 block text-2xs text-faint">
            {GROUP_WORDS[group]}
            <span className="sm:hidden">, {verdict === 'change' ? APPLIES_WORDS[applies] : word}</span>
          </span>
        </Td>
        <Td align="end" className="whitespace-nowrap">
          {now}
        </Td>
        <Td align="end" className="whitespace-nowrap">
          {verdict === 'unknown' ? (
            <Unknown
              reason={`depends on ${asks.map((question) => QUESTION_WORDS[question]).join(' and ')}`}
            />
          ) : (
            <span className={verdict === 'keep' ? 'text-faint' : 'font-medium text-ink'}>
              {verdict === 'keep' ? 'as it is' : advised}
            </span>
          )}
        </Td>
        <Td className="whitespace-nowrap max-sm:hidden">
          {verdict === 'change' ? (
            <span className={applies === 'restart' ? 'text-warning-ink' : 'text-muted'}>
              {APPLIES_WORDS[applies]}
            </span>
          ) : (
            <Badge tone={tone}>{word}</Badge>
          )}
        </Td>
        <Td align="end" className="whitespace-nowrap text-faint max-sm:hidden">
          {timescaledbTune ?? <NotSet />}
        </Td>
        <Td align="end" className="whitespace-nowrap text-faint max-sm:hidden">
          {pgtune ?? <NotSet />}
        </Td>
      </Tr>
      {isOpen && (
        <tr>
          <td colSpan={6} className="px-5 pb-5">
            <Detail setting={setting} />
          </td>
        </tr>
      )}
    </>
  );
}

/** On phones a name goes over lines, between its words. */
const breakable = (name: string) =>
  name.split('_').map((word, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place
    <Fragment key={place}>
      {place > 0 && '_'}
      {place > 0 && <wbr />}
      {word}
    </Fragment>
  ));

const NotSet = () => (
  <span>
    <span aria-hidden="true">·</span>
    <span className="sr-only">sets nothing, or needs an answer</span>
  </span>
);

function Detail({ setting }: { readonly setting: PlannedSetting }) {
  const { name, why, formula, choice, worsens, limits, overrides, sql, undo, source } = setting;
  const lines = [
    ['Why', why],
    ['Formula', formula],
    ['Where the tools differ', choice],
    ['What gets worse', worsens],
    ['Set by', limits === null ? source : `${source}. ${limits}`],
    ['Wins over it', overrides.length === 0 ? null : overrides.join('; ')],
  ] as const;
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <dl className="grid content-start gap-x-4 gap-y-2 text-sm sm:grid-cols-[10rem_1fr]">
        {lines.map(
          ([term, text]) =>
            text !== null && (
              <div key={term} className="contents">
                <dt className="text-faint text-xs leading-5">{term}</dt>
                <dd className="max-w-prose">{text}</dd>
              </div>
            ),
        )}
      </dl>
      {sql !== null && undo !== null && (
        <div className="flex flex-col gap-3">
          <SqlBlock title="SQL" label={`${name}: SQL`} sql={sql} />
          <SqlBlock title="Undo" label={`${name}: undo`} sql={undo} />
        </div>
      )}
    </div>
  );
}
