import { Button } from '@/components/ui/button';
import { SeverityMark } from '@/components/ui/severity';
import type { QueryPlanAnswer, WirePlanFinding, WirePlanNode } from '@/lib/api/query-plan';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { misestimateWords, rowsWords, shareOf } from './plan-words';

/** All that is known of one node. */
export function NodePanel({
  node,
  answer,
  findings,
  onClose,
}: {
  readonly node: WirePlanNode;
  readonly answer: QueryPlanAnswer;
  readonly findings: readonly WirePlanFinding[];
  readonly onClose: () => void;
}) {
  return (
    <section
      aria-label={`Node: ${node.title}`}
      className="flex max-h-[640px] min-w-0 flex-col gap-4 overflow-auto border-line border-t px-5 py-4 xl:border-s"
    >
      <header className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="break-words font-semibold text-sm">{node.title}</h3>
          {node.words !== null && <p className="mt-1 text-muted text-sm">{node.words}</p>}
        </div>
        <Button size="sm" onClick={onClose}>
          Close
        </Button>
      </header>
      {findings.length > 0 && (
        <ul className="flex flex-col gap-2">
          {findings.map(({ rule, title, detail, severity }) => (
            <li key={`${rule} ${title}`} className="rounded-md border border-line px-3 py-2 text-sm">
              <SeverityMark severity={severity} />
              <p className="mt-1 font-medium">{title}</p>
              <p className="mt-0.5 break-words text-muted text-xs">{detail}</p>
            </li>
          ))}
        </ul>
      )}
      <Facts facts={numbersOf(node, answer)} />
      <Facts facts={node.details} isMono />
    </section>
  );
}

function Facts({
  facts,
  isMono = false,
}: {
  readonly facts: readonly (readonly [string, string])[];
  readonly isMono?: boolean;
}) {
  return (
    <dl className="flex flex-col gap-1.5 text-xs">
      {facts.map(([name, text]) => (
        <div key={name} className={isMono ? 'flex flex-col' : 'flex justify-between gap-4'}>
          <dt className="text-faint">{name}</dt>
          <dd className={isMono ? 'break-words font-mono text-ink' : 'nums text-end text-ink'}>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function numbersOf(node: WirePlanNode, answer: QueryPlanAnswer): (readonly [string, string])[] {
  const { seconds, exclusiveSeconds, memberSeconds, memberRows, loops } = node;
  const share = percent(shareOf(node, answer));
  const rounded = (value: number) => count(Math.round(value));
  const facts: readonly (readonly [name: string, text: string | null])[] = [
    exclusiveSeconds === null
      ? ['Share of the cost', share]
      : ['Alone', `${duration(exclusiveSeconds)}, ${share} of the whole`],
    ['With what is below', seconds === null ? null : duration(seconds)],
    ['Rows', rowsWords(node)],
    ['Rows expected', rounded(node.plannedRows)],
    ['Estimate', misestimateWords(node)],
    ['Loops', loops === null ? null : count(loops)],
    ['Cost', `${count(node.cost)}, alone ${count(node.exclusiveCost)}`],
    ['Pages in the cache', node.hitBlocks ? rounded(node.hitBlocks) : null],
    ['Pages read', node.readBlocks ? rounded(node.readBlocks) : null],
    ['Pages temporary', node.tempBlocks ? rounded(node.tempBlocks) : null],
    ['Stands for', node.count > 1 ? membersWords(node) : null],
    ['Each took', memberSeconds && `${duration(memberSeconds.least)} to ${duration(memberSeconds.most)}`],
    ['Each had', memberRows && `${rounded(memberRows.least)} to ${rounded(memberRows.most)} ${node.rowUnit}`],
  ];
  return facts.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const]));
}

const membersWords = ({ count: size, executedCount }: WirePlanNode) =>
  executedCount === null || executedCount === size
    ? `${count(size)} nodes`
    : `${count(size)} nodes, of which ${count(executedCount)} ran`;
