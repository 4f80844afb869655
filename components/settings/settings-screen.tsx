'use client';
import dynamic from 'next/dynamic';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { PageHeader } from '@/components/ui/page-header';
import { TabPanel, Tabs } from '@/components/ui/tabs';
import { CoverageTab } from './coverage-tab';

const CostTab = dynamic(() => import('./cost-tab').then((part) => part.CostTab));
const DatabaseTab = dynamic(() => import('./database-tab').then((part) => part.DatabaseTab));
const PreferencesTab = dynamic(() => import('./preferences-tab').then((part) => part.PreferencesTab));

const TABS = ['coverage', 'cost', 'database', 'preferences'] as const;

/** What Chunkwise may read here, what that costs, what it knows of the server, and how it looks to you. */
export function SettingsScreen({ databaseId }: { readonly databaseId: string }) {
  const [tab, setTab] = useQueryState('tab', parseAsStringLiteral(TABS).withDefault('coverage'));
  return (
    <>
      <PageHeader title="Settings" summary={null} />
      <Tabs
        label="Settings"
        value={tab}
        onChange={setTab}
        tabs={[
          { id: 'coverage', label: 'Coverage and grants' },
          { id: 'cost', label: 'Our own cost' },
          { id: 'database', label: 'This database' },
          { id: 'preferences', label: 'Preferences' },
        ]}
      >
        <TabPanel value={tab} tabIndex={-1} className="flex flex-col gap-6 pt-5 outline-none">
          {tab === 'coverage' && <CoverageTab databaseId={databaseId} />}
          {tab === 'cost' && <CostTab databaseId={databaseId} />}
          {tab === 'database' && <DatabaseTab databaseId={databaseId} />}
          {tab === 'preferences' && <PreferencesTab />}
        </TabPanel>
      </Tabs>
    </>
  );
}
