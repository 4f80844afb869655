'use client';
import { useQuery } from '@tanstack/react-query';
import { Boxes } from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { SeverityShape, severityWord } from '@/components/ui/severity';
import { databasesQuery } from '@/lib/api/databases';
import { findingsQuery } from '@/lib/api/findings';
import { hypertablesQuery } from '@/lib/api/hypertables';
import { SCREENS, screenHref } from './screens';
import { StatusDot } from './status-dot';

/** What it lists: everything, or the databases only. */
export type PaletteScope = 'all' | 'databases';

export interface PaletteItem {
  /** Unique among all items. */
  readonly value: string;
  readonly label: string;
  readonly href: string;
  readonly icon: ReactNode;
  readonly hint?: string;
  readonly keys?: string;
}

export interface PaletteGroup {
  readonly value: string;
  readonly items: PaletteItem[];
}

/** Everything that can be gone to from here, from what the screens have read already. */
export function usePaletteGroups(databaseId: string | undefined, scope: PaletteScope): PaletteGroup[] {
  const isInside = databaseId !== undefined && scope === 'all';
  const databases = useQuery(databasesQuery()).data;
  const findings = useQuery({ ...findingsQuery(databaseId ?? ''), enabled: isInside }).data;
  const hypertables = useQuery({ ...hypertablesQuery(databaseId ?? ''), enabled: isInside }).data;
  return useMemo(() => {
    const groups: PaletteGroup[] = [
      ...(isInside ? [screenGroup(databaseId)] : []),
      {
        value: 'Databases',
        items: (databases ?? []).map(({ id, name, status }) => ({
          value: `database ${id}`,
          label: name,
          href: screenHref(id, ''),
          icon: <StatusDot status={status} />,
          ...(name !== id && { hint: id }),
        })),
      },
      {
        value: 'Hypertables',
        items: (hypertables?.hypertables ?? []).map(({ schema, name }) => ({
          value: `hypertable ${schema} ${name}`,
          label: `${schema}.${name}`,
          href: screenHref(
            databaseId ?? '',
            `/hypertables/${encodeURIComponent(schema)}/${encodeURIComponent(name)}`,
          ),
          icon: <Boxes aria-hidden="true" strokeWidth={1.75} className="size-4" />,
        })),
      },
      {
        value: 'Findings',
        items: (findings?.findings ?? []).map(({ key, title, severity }) => ({
          value: `finding ${key}`,
          label: title,
          href: screenHref(databaseId ?? '', `/advice?finding=${encodeURIComponent(key)}`),
          icon: <SeverityShape severity={severity} label={severityWord(severity)} />,
        })),
      },
    ];
    return groups.filter(({ items }) => items.length > 0);
  }, [isInside, databaseId, databases, hypertables, findings]);
}

function screenGroup(databaseId: string): PaletteGroup {
  return {
    value: 'Screens',
    items: SCREENS.map(({ label, path, Icon, key }) => ({
      value: `screen ${path}`,
      label,
      href: screenHref(databaseId, path),
      icon: <Icon aria-hidden="true" strokeWidth={1.75} className="size-4" />,
      keys: `g ${key}`,
    })),
  };
}
