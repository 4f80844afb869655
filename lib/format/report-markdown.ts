import { couldNotLook } from './could-not-look';
import { counted } from './count';
import { type DocumentedFinding, escapedMarkdown, findingMarkdown } from './finding-markdown';
import { instant } from './instant';
import { type MeasureUnit, measure } from './measure';
import { percent } from './ratio';

/** What a report says; the answers on the wire fit. */
export interface Report {
  readonly database: {
    readonly name: string;
    readonly server: string | null;
    readonly timescale: string | null;
  };
  readonly snapshotAt: string;
  readonly scoreDetail: {
    readonly score: number | null;
    readonly withheld: string | null;
    readonly cap: { readonly title: string } | null;
    readonly coverageRatio: number | null;
    readonly categories: readonly {
      readonly category: string;
      /** Null where none of its checks applies. */
      readonly coverageRatio: number | null;
      readonly score: number | null;
      readonly rules: { readonly checked: number; readonly couldNotCheck: number };
    }[];
  };
  readonly tiles: readonly {
    readonly label: string;
    readonly unit: MeasureUnit;
    readonly value: number | null;
    readonly reason: string | null;
    readonly limit: number | null;
    readonly source: string;
  }[];
  /** Those that ask for something, the worst first. */
  readonly open: readonly DocumentedFinding[];
  readonly outcomes: readonly {
    readonly rule: string;
    readonly title: string;
    readonly status: string;
    readonly reason?: string;
  }[];
}

/**
 * Overview and advice of one database as one Markdown document: how healthy it is and why, what it does now, every open
 * finding with its SQL and the way back, and what could not be looked at.
 */
export function reportMarkdown({ database, snapshotAt, scoreDetail, tiles, open, outcomes }: Report): string {
  return [
    `# ${escapedMarkdown(database.name)}`,
    versionLine(database, snapshotAt),
    '## Health',
    scoreLine(scoreDetail),
    categories(scoreDetail),
    '## Now',
    tileTable(tiles),
    `## Advice: ${counted(open.length, 'open finding')}`,
    ...(open.length === 0 ? ['Nothing is open.'] : open.map((finding) => `#${findingMarkdown(finding)}`)),
    '## Not known',
    unknown(outcomes),
  ].join('\n\n');
}

function versionLine({ server, timescale }: Report['database'], snapshotAt: string): string {
  return escapedMarkdown(
    `PostgreSQL ${server ?? 'not known'}, ${timescale === null ? 'no TimescaleDB' : `TimescaleDB ${timescale}`}. Snapshot of ${instant(snapshotAt, 'UTC')} UTC.`,
  );
}

function scoreLine({ score, withheld, cap, coverageRatio }: Report['scoreDetail']): string {
  const words =
    score === null
      ? `**No score:** ${escapedMarkdown(withheld ?? 'not everything could be looked at')}.`
      : `**Score ${score} of 100.**${cap === null ? '' : ` Most weighs: ${escapedMarkdown(cap.title)}.`}`;
  return `${words} ${percent(coverageRatio)} of the checks that apply could look.`;
}

function categories(scoreDetail: Report['scoreDetail']): string {
  return table(
    ['Category', 'Score', 'Checked', 'Could not look'],
    scoreDetail.categories
      .filter(({ coverageRatio }) => coverageRatio !== null)
      .map(({ category, score, rules }) => [
        category,
        score === null ? 'withheld' : String(score),
        String(rules.checked),
        String(rules.couldNotCheck),
      ]),
  );
}

function tileTable(tiles: Report['tiles']): string {
  return table(
    ['', 'Now', 'Read from'],
    tiles.map(({ label, unit, value, reason, limit, source }) => [
      label,
      value === null
        ? `not known: ${reason ?? 'not read yet'}`
        : `${measure(unit, value)}${limit === null ? '' : ` of ${measure(unit, limit)}`}`,
      source,
    ]),
  );
}

function unknown(outcomes: Report['outcomes']): string {
  const blind = outcomes.filter(couldNotLook);
  if (blind.length === 0) return 'Every check that applies could look.';
  return blind
    .map(
      ({ title, rule, reason }) =>
        `- ${escapedMarkdown(title)} (${rule}): ${escapedMarkdown(reason ?? 'no reason given')}`,
    )
    .join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapedMarkdown).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
