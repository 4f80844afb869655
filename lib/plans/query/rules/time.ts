import { duration } from '@/lib/format/duration';
import { percent } from '@/lib/format/ratio';
import { nodeWords } from '../node-words';
import { nodeRule, type PlanRule } from './plan-rule';

/** Classes of https://github.com/dalibo/pev2: a node above 40 % of the time is where to look first. */
const NOTICE_RATIO = 0.4;
/** As above; below 10 ms in all nobody waits. */
const WARNING_RATIO = 0.9;
const SHORTEST_SECONDS = 0.01;

/** Of all the time or, without ANALYZE, of all costs, what a node takes by itself. */
export const nodeHot: PlanRule = nodeRule({
  id: 'plan/node-hot',
  title: 'One node takes most of the time',
  why: 'Only what happens here can make the statement much faster. All else together takes less.',
  source: 'https://www.postgresql.org/docs/current/using-explain.html',
  facts: { exclusiveSeconds: 'Time of the node alone', shareRatio: 'Share of the whole' },
  checkNode(node, plan) {
    const total = plan.root.seconds ?? 0;
    if (node.exclusiveSeconds === null || total < SHORTEST_SECONDS || plan.nodes.length === 1) return null;
    const share = node.exclusiveSeconds / total;
    if (share <= NOTICE_RATIO) return null;
    return {
      nodes: [node],
      severity: share > WARNING_RATIO ? 'warning' : 'notice',
      confidence: 'high',
      title: `${nodeWords(node)} takes ${percent(share)} of the time`,
      detail: `${duration(node.exclusiveSeconds)} of ${duration(total)} pass in this node alone.`,
      facts: { exclusiveSeconds: node.exclusiveSeconds, shareRatio: share },
    };
  },
});
