import {
  Activity,
  ArrowRightLeft,
  Boxes,
  CalendarClock,
  Layers,
  Lightbulb,
  ListTree,
  type LucideIcon,
  ScrollText,
  Settings2,
  ShieldCheck,
  Shrink,
  SlidersHorizontal,
  Table2,
  Users,
  Workflow,
} from 'lucide-react';

export interface Screen {
  readonly label: string;
  /** After `/d/<database>`. */
  readonly path: string;
  readonly Icon: LucideIcon;
  /** The second key after `g`. */
  readonly key: string;
}

/** The screens of a database, in the order of the rail. */
export const SCREENS: readonly Screen[] = [
  { label: 'Overview', path: '', Icon: Activity, key: 'o' },
  { label: 'Advice', path: '/advice', Icon: Lightbulb, key: 'a' },
  { label: 'Hypertables', path: '/hypertables', Icon: Boxes, key: 'h' },
  { label: 'Compression', path: '/compression', Icon: Shrink, key: 'c' },
  { label: 'Continuous aggregates', path: '/continuous-aggregates', Icon: Layers, key: 'g' },
  { label: 'Jobs', path: '/jobs', Icon: CalendarClock, key: 'j' },
  { label: 'Queries', path: '/queries', Icon: ScrollText, key: 'q' },
  { label: 'Plan', path: '/plan', Icon: Workflow, key: 'p' },
  { label: 'Indexes', path: '/indexes', Icon: ListTree, key: 'i' },
  { label: 'Tables', path: '/tables', Icon: Table2, key: 't' },
  { label: 'Activity', path: '/activity', Icon: Users, key: 'y' },
  { label: 'Replication & WAL', path: '/replication', Icon: ArrowRightLeft, key: 'r' },
  { label: 'Security', path: '/security', Icon: ShieldCheck, key: 'e' },
  { label: 'Settings advice', path: '/settings-advice', Icon: SlidersHorizontal, key: 'v' },
  { label: 'Settings', path: '/settings', Icon: Settings2, key: 's' },
];

export function screenHref(databaseId: string, path: string): string {
  return `/d/${encodeURIComponent(databaseId)}${path}`;
}

/** The screen that an address belongs to. */
export function screenOf(pathname: string): Screen | undefined {
  const path = pathname.split('/').slice(3, 4).join('');
  return SCREENS.find((screen) => screen.path === (path === '' ? '' : `/${path}`));
}
