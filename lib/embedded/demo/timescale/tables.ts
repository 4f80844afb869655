import { apiRequests } from './api-requests';
import { auditLog } from './audit-log';
import { conditions } from './conditions';
import type { DemoTable } from './demo-table';
import { engineTelemetry } from './engine-telemetry';
import { heartbeats } from './heartbeats';
import { logs } from './logs';
import { machineEvents } from './machine-events';
import { meterReadings } from './meter-readings';
import { ordersEvents } from './orders-events';
import { pageViews } from './page-views';
import { sensorMetrics } from './sensor-metrics';
import { trades } from './trades';
import { userSessions } from './user-sessions';

export const tables: readonly DemoTable[] = [
  sensorMetrics,
  meterReadings,
  trades,
  logs,
  heartbeats,
  apiRequests,
  ordersEvents,
  machineEvents,
  pageViews,
  conditions,
  auditLog,
  engineTelemetry,
  userSessions,
];
