import type { PlannedSetting } from '@/lib/api/resources-plan';
import { counted } from '@/lib/format/count';

/** One sentence for the head of the screen: what differs, and what that takes. */
export function planSummary(settings: readonly PlannedSetting[]): string {
  const of = (verdict: PlannedSetting['verdict']) =>
    settings.filter((setting) => setting.verdict === verdict);
  const [changes, unknown, elsewhere] = [of('change'), of('unknown'), of('elsewhere')];
  const restarts = changes.filter(({ applies }) => applies === 'restart').length;
  return [
    changes.length === 0
      ? unknown.length === 0
        ? 'Every setting that is looked at fits.'
        : 'Nothing to change as far as can be told.'
      : `${counted(changes.length, 'setting')} of ${settings.length} should change${restarts > 0 ? `, ${restarts} of them with a restart` : ''}.`,
    ...(unknown.length > 0
      ? [`${counted(unknown.length, 'setting')} cannot be judged without an answer below.`]
      : []),
    ...(elsewhere.length > 0 ? [`${counted(elsewhere.length, 'setting')} cannot be set by SQL.`] : []),
  ].join(' ');
}
