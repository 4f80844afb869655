'use client';
import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { Card } from '@/components/ui/card';
import { TabPanel, Tabs } from '@/components/ui/tabs';
import type { HypertableAnswer } from '@/lib/api/hypertable';

// Each is fetched when its tab is opened: most visits are for the map and the chunks.
const Forecast = dynamic(() => import('./forecast').then((part) => part.Forecast));
const StorageCost = dynamic(() =>
  import('@/components/hypertables/storage-cost').then((part) => part.StorageCost),
);
const GrowthCharts = dynamic(() => import('./growth-charts').then((part) => part.GrowthCharts));
const ColumnsTable = dynamic(() => import('./columns-table').then((part) => part.ColumnsTable));
const IndexesTable = dynamic(() => import('./indexes-table').then((part) => part.IndexesTable));
const PoliciesTable = dynamic(() => import('./policies-table').then((part) => part.PoliciesTable));
const PolicySet = dynamic(() => import('./policy-set').then((part) => part.PolicySet));
const SettingsList = dynamic(() => import('./settings-list').then((part) => part.SettingsList));

type TabId = 'chunks' | 'policies' | 'indexes' | 'columns' | 'growth';

/** Everything about a hypertable that is not on its map. */
export function HypertableTabs({
  databaseId,
  hypertable: answer,
  tab,
  onTab,
  chunkTable,
}: {
  readonly databaseId: string;
  readonly hypertable: HypertableAnswer;
  readonly tab: TabId;
  readonly onTab: (tab: TabId) => void;
  readonly chunkTable: ReactNode;
}) {
  const { hypertable, policies, indexes, columns } = answer;
  return (
    <Tabs
      label="About this hypertable"
      value={tab}
      onChange={onTab}
      tabs={[
        { id: 'chunks', label: 'Chunks', count: hypertable.chunkCount },
        { id: 'policies', label: 'Policies', count: policies?.length ?? null },
        { id: 'indexes', label: 'Indexes', count: indexes?.length ?? null },
        { id: 'columns', label: 'Columns and settings' },
        { id: 'growth', label: 'Growth' },
      ]}
    >
      <TabPanel value="chunks" tabIndex={-1} className="pt-4 outline-none">
        {chunkTable}
      </TabPanel>
      <TabPanel value="policies" tabIndex={-1} className="flex flex-col gap-4 pt-4 outline-none">
        <Card>
          <PoliciesTable databaseId={databaseId} policies={policies} />
        </Card>
        <PolicySet databaseId={databaseId} hypertable={hypertable} />
      </TabPanel>
      <TabPanel value="indexes" tabIndex={-1} className="pt-4 outline-none">
        <Card>
          <IndexesTable indexes={indexes} />
        </Card>
      </TabPanel>
      <TabPanel value="columns" tabIndex={-1} className="flex flex-col gap-4 pt-4 outline-none">
        <Card>
          <SettingsList answer={answer} />
        </Card>
        <Card>
          <ColumnsTable columns={columns} />
        </Card>
      </TabPanel>
      <TabPanel value="growth" tabIndex={-1} className="flex flex-col gap-4 pt-4 outline-none">
        <Forecast answer={answer} />
        {answer.storage && (
          <StorageCost cost={answer.storage} description="What this hypertable takes, by tier of storage" />
        )}
        <Card>
          <GrowthCharts databaseId={databaseId} subject={`${hypertable.schema}.${hypertable.name}`} />
        </Card>
      </TabPanel>
    </Tabs>
  );
}
