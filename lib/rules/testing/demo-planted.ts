/** What the demo plants, table by table. Whatever else is found there is a false finding. */
export const PLANTED: readonly string[] = [
  'columnstore/chunks-partial:public.machine_events',
  'columnstore/chunks-unordered:public.page_views',
  'columnstore/disabled-on-large:public.logs',
  'columnstore/policy-missing:public.api_requests',
  'columnstore/segmentby-high-cardinality:public.trades',
  'columnstore/segmentby-missing:public.meter_readings',
  'continuous-aggregates/lag-high:public.orders_hourly',
  'continuous-aggregates/never-materialized:public.trade_prices_hourly',
  'continuous-aggregates/policy-missing:public.api_requests_hourly',
  'continuous-aggregates/policy-missing:public.trade_prices_hourly',
  'continuous-aggregates/refresh-window-meets-columnstore:public.page_views_hourly',
  'hypertables/chunk-interval-too-large:public.engine_telemetry',
  'hypertables/chunk-interval-too-small:public.heartbeats',
  'hypertables/index-missing-on-chunks:public.logs.logs_service_time_idx',
  'hypertables/interval-mismatch-after-change:public.machine_events',
  'jobs/failing: public.export_daily_report',
  'jobs/not-scheduled: Columnstore Policy of public.orders_events',
  'jobs/not-scheduled: Refresh Continuous Aggregate Policy of public.orders_hourly',
  'jobs/not-scheduled: Retention Policy of public.audit_log',
  'retention/destroys-aggregate-history:public.conditions_daily',
  'retention/overdue:public.audit_log',
  'retention/policy-missing:public.engine_telemetry',
  'retention/shorter-than-chunk:public.user_sessions',
];

/** What the shop of the PostgreSQL demo has in the areas that its test looks at. Its unused index waits for two weeks of counting. */
export const PLANTED_IN_SHOP: readonly string[] = [
  // Its keys came in an order that splits pages in halves.
  'indexes/bloated:public.customers.customers_email_key',
  'indexes/bloated:public.stock_levels.stock_levels_pkey',
  'indexes/duplicate:public.orders.orders_customer_id_idx',
  'indexes/foreign-key-unindexed:public.order_items.order_items_product_id_fkey',
  'indexes/redundant:public.order_items.order_items_order_id_idx',
];
