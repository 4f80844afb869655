'use client';
import { useQuery } from '@tanstack/react-query';
import { statusWord } from '@/components/shell/status-dot';
import { QueryState } from '@/components/ui/query-state';
import { Unknown } from '@/components/ui/unknown';
import { type SettingsAnswer, settingsQuery } from '@/lib/api/settings';
import { bytes } from '@/lib/format/bytes';
import { count, counted } from '@/lib/format/count';
import { duration, durationMs } from '@/lib/format/duration';
import { FactList } from './fact-list';

/** What is known of the server, what the configuration answers that SQL cannot, and where history is kept. */
export function DatabaseTab({ databaseId }: { readonly databaseId: string }) {
  const query = useQuery(settingsQuery(databaseId));
  return (
    <QueryState query={query}>
      {(answer) => (
        <div className="grid items-start gap-6 xl:grid-cols-2">
          <ServerFacts answer={answer} />
          <ProfileFacts answer={answer} />
          <HistoryFacts answer={answer} />
          <TierFacts answer={answer} />
        </div>
      )}
    </QueryState>
  );
}

function ServerFacts({ answer: { server, database } }: { readonly answer: SettingsAnswer }) {
  const notRead = <Unknown reason="not connected yet" />;
  return (
    <FactList
      title="Server"
      facts={[
        {
          name: 'State',
          value: statusWord(database.status),
          ...(database.error && { note: database.error.message }),
        },
        { name: 'Database', value: server?.databaseName ?? notRead },
        { name: 'PostgreSQL', value: server?.version ?? notRead },
        { name: 'TimescaleDB', value: timescaleWords(database) },
        { name: 'Role', value: server ? roleWords(server) : notRead },
        {
          name: 'Extensions',
          value: server
            ? Object.entries(server.extensions)
                .map(([name, version]) => `${name} ${version}`)
                .join(', ') || 'none'
            : notRead,
        },
      ]}
    />
  );
}

function timescaleWords({
  server,
  timescale,
  timescaleLicense,
}: SettingsAnswer['database']): React.ReactNode {
  if (server === null) return <Unknown reason="not connected yet" />;
  if (timescale === null) return 'not installed in this database';
  return timescaleLicense === null
    ? timescale
    : `${timescale}, ${timescaleLicense === 'apache' ? 'Apache' : 'Timescale'} licence`;
}

function roleWords({ roleName, isSuperuser, isMonitor }: NonNullable<SettingsAnswer['server']>): string {
  if (isSuperuser) return `${roleName}, a superuser: more than Chunkwise needs`;
  return `${roleName}, ${isMonitor ? 'member of pg_monitor' : 'not a member of pg_monitor'}`;
}

function ProfileFacts({ answer: { profile } }: { readonly answer: SettingsAnswer }) {
  const { memoryBytes, diskBytes, byteThresholdRatio, pricePerGibMonth, currency } = profile;
  const ofTablespaces = Object.entries(profile.pricePerTablespaceGibMonth ?? {});
  return (
    <FactList
      title="Profile"
      description="What SQL cannot tell. Set in chunkwise.config.json"
      facts={[
        {
          name: 'Memory of the server',
          value:
            memoryBytes === null ? <Unknown reason="not set in the configuration" /> : bytes(memoryBytes),
          note: 'profile.memoryBytes; rules about chunk sizes compare with it',
        },
        {
          name: 'Cores, disks, work',
          value: [
            ...(profile.cores === null ? [] : [counted(profile.cores, 'core')]),
            ...(profile.diskKind === null ? [] : [profile.diskKind]),
            ...(profile.workload === null ? [] : [profile.workload]),
          ].join(', ') || <Unknown reason="not set, so the advice on settings asks" />,
          note: 'profile.cores, profile.diskKind, profile.workload',
        },
        {
          name: 'Data disk',
          value:
            diskBytes === null ? (
              <Unknown reason="not set, so when it is full is not known" />
            ) : (
              bytes(diskBytes)
            ),
          note: 'profile.diskBytes',
        },
        {
          name: 'Thresholds in bytes',
          value: byteThresholdRatio === null ? 'as documented' : `× ${count(byteThresholdRatio)}`,
          note:
            byteThresholdRatio === null
              ? 'profile.byteThresholdRatio'
              : 'This database models a larger one at a reduced scale, so thresholds in bytes are scaled as well.',
        },
        {
          name: 'Price of storage',
          value:
            pricePerGibMonth === null ? (
              <Unknown reason="not set, so no finding speaks of money" />
            ) : (
              `${pricePerGibMonth} ${currency ?? ''} a GiB and month`
            ),
          note: 'prices.perGibMonth, prices.currency',
        },
        ...ofTablespaces.map(([tablespace, price]) => ({
          name: `In the tablespace ${tablespace}`,
          value: `${price} ${currency ?? ''} a GiB and month`,
          note: 'prices.perTablespaceGibMonth',
        })),
      ]}
    />
  );
}

function HistoryFacts({ answer: { history } }: { readonly answer: SettingsAnswer }) {
  const { status, reason, engine, bufferedSamples, droppedSamples, rawDays, hourlyDays } = history;
  return (
    <FactList
      title="History"
      description="Where samples and the life of findings are kept"
      facts={[
        {
          name: 'State',
          value: status === 'up' ? 'Working' : 'Not available; monitoring goes on',
          ...(reason !== null && { note: reason }),
        },
        { name: 'Engine', value: engine ?? <Unknown reason="history is not available" /> },
        { name: 'Kept', value: `raw samples ${count(rawDays)} days, hourly ${count(hourlyDays)} days` },
        {
          name: 'Waiting to be written',
          value: count(bufferedSamples),
          note: `${count(droppedSamples)} dropped since the start`,
        },
      ]}
    />
  );
}

function TierFacts({ answer: { tiers } }: { readonly answer: SettingsAnswer }) {
  return (
    <FactList
      title="How often what is read"
      facts={tiers.map(({ tier, everySeconds, budgetMs, tookMs }) => ({
        name: tier,
        value: `every ${duration(everySeconds)}`,
        note: `last took ${durationMs(tookMs)} of ${durationMs(budgetMs)}`,
      }))}
    />
  );
}
