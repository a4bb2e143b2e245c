// A strict view of Grafana's classic boards, made only of the public types in @grafana/schema (Apache-2.0).
// There, a panel's options, its custom field settings and its targets are open records; here they are those of its kind.
// The `raw` types are used: the veneer's `Record<string, unknown>` would switch the check for unknown keys off.
import type { Dashboard, FieldConfigSource, Panel, RowPanel } from '@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen';
import type { Spec } from '@grafana/schema/apis/dashboard.grafana.app/v2';
import type * as BarChart from '@grafana/schema/dist/esm/raw/composable/barchart/panelcfg/x/BarChartPanelCfg_types.gen';
import type * as BarGauge from '@grafana/schema/dist/esm/raw/composable/bargauge/panelcfg/x/BarGaugePanelCfg_types.gen';
import type * as Gauge from '@grafana/schema/dist/esm/raw/composable/gauge/panelcfg/x/GaugePanelCfg_types.gen';
import type * as Heatmap from '@grafana/schema/dist/esm/raw/composable/heatmap/panelcfg/x/HeatmapPanelCfg_types.gen';
import type * as Histogram from '@grafana/schema/dist/esm/raw/composable/histogram/panelcfg/x/HistogramPanelCfg_types.gen';
import type * as PieChart from '@grafana/schema/dist/esm/raw/composable/piechart/panelcfg/x/PieChartPanelCfg_types.gen';
import type * as Stat from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type * as StateTimeline from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type * as StatusHistory from '@grafana/schema/dist/esm/raw/composable/statushistory/panelcfg/x/StatusHistoryPanelCfg_types.gen';
import type * as Table from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type * as Text from '@grafana/schema/dist/esm/raw/composable/text/panelcfg/x/TextPanelCfg_types.gen';
import type * as TimeSeries from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

// JSON holds "none" where the types have an enum's member BigValueColorMode.None: enums become their literals.
type Json<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends Array<infer Item>
      ? Array<Json<Item>>
      : unknown extends T
        ? unknown
        : T extends object
          ? { [Key in keyof T]: Json<T[Key]> }
          : T;

type JsonPartial<T> = T extends string
  ? `${T}`
  : T extends number | boolean | null | undefined
    ? T
    : T extends Array<infer Item>
      ? Array<JsonPartial<Item>>
      : unknown extends T
        ? unknown
        : T extends object
          ? { [Key in keyof T]?: JsonPartial<T[Key]> }
          : T;

interface PrometheusTarget {
  refId: string;
  expr: string;
  datasource: { type: 'prometheus'; uid: string };
  editorMode?: 'code' | 'builder';
  exemplar?: boolean;
  format?: 'time_series' | 'table' | 'heatmap';
  hide?: boolean;
  instant?: boolean;
  interval?: string;
  intervalFactor?: number;
  legendFormat?: string;
  range?: boolean;
}

interface FieldConfig<Custom> {
  defaults: Omit<Json<FieldConfigSource['defaults']>, 'custom'> & { custom?: JsonPartial<Custom> };
  overrides: Json<FieldConfigSource['overrides']>;
}

type Common = Omit<Json<Panel>, 'fieldConfig' | 'options' | 'targets' | 'type'>;
type Of<Kind extends string, Options, Custom = Record<string, never>> = Common & {
  type: Kind;
  title: string;
  description: string;
  options?: JsonPartial<Options>;
  fieldConfig?: FieldConfig<Custom>;
  targets?: PrometheusTarget[];
};

// Not in @grafana/schema: taken from Grafana's documentation of the panel.
interface AlertListOptions {
  alertInstanceLabelFilter: string;
  alertName: string;
  dashboardAlerts: boolean;
  datasource: string;
  folder: { id: number; title: string; uid: string } | null;
  groupBy: string[];
  groupMode: 'default' | 'custom';
  maxItems: number;
  showInactiveAlerts: boolean;
  showInstances: boolean;
  sortOrder: 1 | 2 | 3 | 4 | 5;
  stateFilter: { error: boolean; firing: boolean; noData: boolean; normal: boolean; pending: boolean; recovering: boolean };
  viewMode: 'list' | 'stat';
}

export type AlertListPanel = Of<'alertlist', AlertListOptions>;
export type BarChartPanel = Of<'barchart', BarChart.Options, BarChart.FieldConfig>;
export type BarGaugePanel = Of<'bargauge', BarGauge.Options>;
export type GaugePanel = Of<'gauge', Gauge.Options>;
export type HeatmapPanel = Of<'heatmap', Heatmap.Options, Heatmap.FieldConfig>;
export type HistogramPanel = Of<'histogram', Histogram.Options, Histogram.FieldConfig>;
export type PieChartPanel = Of<'piechart', PieChart.Options, PieChart.FieldConfig>;
export type StatPanel = Of<'stat', Stat.Options>;
export type StateTimelinePanel = Of<'state-timeline', StateTimeline.Options, StateTimeline.FieldConfig>;
export type StatusHistoryPanel = Of<'status-history', StatusHistory.Options, StatusHistory.FieldConfig>;
export type TablePanel = Of<'table', Table.Options, Table.FieldConfig>;
export type TextPanel = Of<'text', Text.Options>;
export type TimeSeriesPanel = Of<'timeseries', TimeSeries.Options, TimeSeries.FieldConfig>;

// The resource form keeps options and queries open; they are the same as in the classic form, which is checked there.
export interface Resource {
  apiVersion: 'dashboard.grafana.app/v2';
  kind: 'Dashboard';
  metadata: { name: string; annotations: Record<string, string> };
  spec: Spec;
}

// The panels inside are checked by their kind, not by these.
export type RowShell = Omit<Json<RowPanel>, 'panels' | 'type'> & { type: 'row'; panels: unknown[] };
type Shell = Json<Dashboard>;
type Annotation = NonNullable<NonNullable<Shell['annotations']>['list']>[number];
type Variable = NonNullable<NonNullable<Shell['templating']>['list']>[number];

// Grafana keeps what belongs to the data source beside the common keys: documented for Prometheus' annotations, and for query variables.
interface PrometheusAnnotation {
  expr: string;
  step: string;
  tagKeys: string;
  textFormat: string;
  titleFormat: string;
  useValueForTime: boolean;
}

export type BoardShell = Omit<Shell, 'annotations' | 'panels' | 'templating'> & {
  title: string;
  uid: string;
  annotations: { list: Array<Annotation & PrometheusAnnotation> };
  templating: { list: Array<Variable & { definition?: string }> };
  panels: unknown[];
};
