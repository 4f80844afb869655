import { Button } from '@/components/ui/button';
import { SeverityMark } from '@/components/ui/severity';
import type { QueryPlanAnswer, WirePlanFinding, WirePlanNode } from '@/lib/api/query-plan';
import { count } from '@/lib/format/count';
import { duration } from '@/lib/format/duration';
import { misestimateWords, rowsWords, shareOf, shareWords } from './plan-words';

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
  const { seconds, exclusiveSeconds, memberSeconds, memberRows, misestimate, loops } = node;
  const wrong = misestimateWords(node);
  const pages = [
    ['in the cache', node.hitBlocks],
    ['read', node.readBlocks],
    ['temporary', node.tempBlocks],
  ] as const;
  return [
    ...(exclusiveSeconds === null
      ? [['Share of the cost', shareWords(shareOf(node, answer))] as const]
      : [
          [
            'Alone',
            `${duration(exclusiveSeconds)}, ${shareWords(shareOf(node, answer))} of the whole`,
          ] as const,
        ]),
    ...(seconds === null ? [] : [['With what is below', duration(seconds)] as const]),
    ['Rows', rowsWords(node)],
    ['Rows expected', count(Math.round(node.plannedRows))],
    ...(misestimate !== null && wrong !== null ? [['Estimate', wrong] as const] : []),
    ...(loops === null ? [] : [['Loops', count(loops)] as const]),
    ['Cost', `${count(node.cost)}, alone ${count(node.exclusiveCost)}`],
    ...pages.flatMap(([name, blocks]) =>
      blocks === null || blocks === 0 ? [] : [[`Pages ${name}`, count(Math.round(blocks))] as const],
    ),
    ...(node.count > 1 ? [['Stands for', membersWords(node)] as const] : []),
    ...(memberSeconds
      ? [['Each took', `${duration(memberSeconds.least)} to ${duration(memberSeconds.most)}`] as const]
      : []),
    ...(memberRows
      ? [
          [
            'Each had',
            `${count(Math.round(memberRows.least))} to ${count(Math.round(memberRows.most))} ${node.rowUnit}`,
          ] as const,
        ]
      : []),
  ];
}

const membersWords = ({ count: size, executedCount }: WirePlanNode) =>
  executedCount === null || executedCount === size
    ? `${count(size)} nodes`
    : `${count(size)} nodes, of which ${count(executedCount)} ran`;
