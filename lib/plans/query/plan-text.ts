import type { PlanFields } from './plan';
import { lineFields } from './text-detail';
import { nodeTitle } from './text-title';

interface OpenNode {
  readonly indent: number;
  readonly fields: Record<string, unknown>;
  readonly plans: PlanFields[];
}

const MEASURES =
  /\((?:cost=(?<startup>[\d.]+)\.\.(?<total>[\d.]+) rows=(?<rows>[\d.]+) width=(?<width>\d+))?\)?\s*(?:\(?(?:actual (?:time=(?<first>[\d.]+)\.\.(?<last>[\d.]+) )?rows=(?<actual>[\d.]+) loops=(?<loops>\d+)|(?<never>never executed))\))?/;
const SECTION = /^(?:CTE (.+)|(?:InitPlan|SubPlan) \d+(?: \(returns .*\))?)$/;

/** The fields of the JSON format out of the text format; null where no line is a plan's node. */
export function planOfText(text: string): PlanFields | null {
  const lines = joined(text.split('\n').filter((line) => line.trim() !== ''));
  const first = lines.findIndex(isNode);
  return first === -1 ? null : new TextPlan(lines.slice(first)).document;
}

const isNode = (line: string) => /\(cost=[\d.]+\.\.|\(actual (time|rows)=|\(never executed\)/.test(line);

/** Lines that a terminal or a mail has broken are put together again. */
function joined(lines: readonly string[]): string[] {
  const whole: string[] = [];
  for (const line of lines) {
    const before = whole.at(-1);
    const goesOn = /^\s*\((cost|actual|never)/.test(line) || (before !== undefined && isOpen(before));
    if (before !== undefined && goesOn && !/^\s*->/.test(line))
      whole[whole.length - 1] = `${before} ${line.trim()}`;
    else whole.push(line);
  }
  return whole;
}

/** Whether a parenthesis of a node's numbers is still open at the end of the line, or an arrow stands alone. */
const isOpen = (line: string) =>
  /\((?:cost|actual|never)[^()]*$|->\s*$|->[^()]*[^():]$/.test(line) && !/^\s*\S+:/.test(line);

/** Reads line by line: the indentation says what a line belongs to. */
class TextPlan {
  readonly #triggers: PlanFields[] = [];
  readonly #jitFields: Record<string, unknown> = {};
  readonly document: Record<string, unknown> = { Triggers: this.#triggers };
  readonly #open: OpenNode[] = [];
  #section: { readonly indent: number; readonly name: string } | null = null;
  /** The heading at the foot of the plan that indented lines belong to: `Planning:`, `JIT:`. */
  #foot: string | null = null;

  constructor(lines: readonly string[]) {
    for (const line of lines) this.#read(line);
  }

  #read(line: string): void {
    const indent = line.search(/\S/);
    const words = line.trim();
    const root = this.#open[0];
    const isFoot = root !== undefined && indent <= root.indent;
    if (isNode(line)) this.#node(indent, words);
    else if (isFoot || this.#foot !== null) this.#atFoot(words, isFoot);
    else if (SECTION.test(words)) this.#section = { indent, name: words };
    else this.#detail(words);
  }

  #detail(words: string): void {
    const owner = this.#open.at(-1);
    if (owner && !/^Worker \d+:/.test(words)) Object.assign(owner.fields, lineFields(words, owner.fields));
  }

  #node(indent: number, words: string): void {
    while ((this.#open.at(-1)?.indent ?? -1) >= indent) this.#open.pop();
    const parent = this.#open.at(-1);
    const at = words.search(/\s*\((?:cost=|actual |never )/);
    const fields: Record<string, unknown> = {
      ...nodeTitle(words.slice(0, at).replace(/^->\s*/, '')),
      ...measures(words.slice(at)),
    };
    const plans: PlanFields[] = [];
    fields.Plans = plans;
    const section = this.#section && this.#section.indent < indent ? this.#section.name : null;
    this.#section = null;
    if (section !== null) {
      fields['Subplan Name'] = section;
      fields['Parent Relationship'] = section.startsWith('SubPlan') ? 'SubPlan' : 'InitPlan';
    }
    if (parent) parent.plans.push(fields);
    else if (this.document.Plan === undefined) this.document.Plan = fields;
    this.#open.push({ indent, fields, plans });
  }

  #atFoot(words: string, isHeading: boolean): void {
    if (isHeading) this.#foot = null;
    const time = /^(Planning Time|Execution Time|Planning time|Execution time|Total runtime): ([\d.]+)/.exec(
      words,
    );
    const trigger =
      /^Trigger (?:for constraint (\S+)|(\S+))(?: on (\S+))?: time=([\d.]+) calls=([\d.]+)/.exec(words);
    if (time) {
      const name = /plan/i.test(time[1] ?? '') ? 'Planning Time' : 'Execution Time';
      this.document[name] = Number(time[2]);
    } else if (trigger) this.#trigger(trigger);
    else if (/^(JIT|Planning|Serialization)\b.*:/.test(words) && isHeading) this.#foot = words;
    else if (this.#foot?.startsWith('JIT')) this.#jit(words);
    else if (words.startsWith('Settings: '))
      this.document.Settings = settings(words.slice('Settings: '.length));
  }

  #trigger([, constraint, name, relation, time, calls]: RegExpExecArray): void {
    this.#triggers.push({
      'Trigger Name': name ?? constraint,
      ...(constraint !== undefined && { 'Constraint Name': constraint }),
      ...(relation !== undefined && { Relation: relation }),
      Time: Number(time),
      Calls: Number(calls),
    });
  }

  #jit(words: string): void {
    this.document.JIT = this.#jitFields;
    const functions = /^Functions: (\d+)/.exec(words);
    const total = /^Timing: .*Total ([\d.]+) ms/.exec(words);
    if (functions) this.#jitFields.Functions = Number(functions[1]);
    if (total) this.#jitFields.Timing = { Total: Number(total[1]) };
  }
}

function measures(text: string): PlanFields {
  const found = MEASURES.exec(text)?.groups ?? {};
  const never = /never executed/.test(text);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? {} : { [name]: Number(value) };
  return {
    ...set('Startup Cost', found.startup),
    ...set('Total Cost', found.total),
    ...set('Plan Rows', found.rows),
    ...set('Plan Width', found.width),
    ...set('Actual Startup Time', found.first),
    ...set('Actual Total Time', found.last),
    ...set('Actual Rows', never ? '0' : found.actual),
    ...set('Actual Loops', never ? '0' : found.loops),
  };
}

/** `work_mem = '4MB', jit = 'off'`. */
function settings(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([\w.]+) = '((?:[^']|'')*)'/g)].map(([, name = '', value = '']) => [name, value]),
  );
}
