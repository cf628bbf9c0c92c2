import type { Settings, TargetGroup, LoadBalancer, Listener } from './store';

/** An attribute that AWS has. What is valid there and has no effect here is refused by name. */
export interface Attribute {
  readonly usual: string;
  readonly valid: (value: string) => boolean;
  readonly served: (value: string) => boolean;
}
export type AttributeTable = Readonly<Record<string, Attribute>>;

const always = (): boolean => true;
const isSwitch = (value: string): boolean => value === 'true' || value === 'false';
const within =
  (first: number, last: number) =>
  (value: string): boolean =>
    /^\d{1,9}$/.test(value) && Number(value) >= first && Number(value) <= last;
const oneOf =
  (...values: string[]) =>
  (value: string): boolean =>
    values.includes(value);

/** Carried out, whatever valid value it has. */
const done = (usual: string, valid: (value: string) => boolean): Attribute => ({
  usual,
  valid,
  served: always,
});
/** Nothing here differs by it but this value, which asks for what is so anyway. */
const only = (usual: string, valid: (value: string) => boolean = always): Attribute => ({
  usual,
  valid,
  served: (value) => value === usual,
});

const LOGS: AttributeTable = {
  'access_logs.s3.enabled': only('false', isSwitch),
  'access_logs.s3.bucket': only(''),
  'access_logs.s3.prefix': only(''),
};
const EVERY: AttributeTable = {
  ...LOGS,
  'deletion_protection.enabled': done('false', isSwitch),
  'ipv6.deny_all_igw_traffic': only('false', isSwitch),
  'zonal_shift.config.enabled': only('false', isSwitch),
};

const APPLICATION: AttributeTable = {
  ...EVERY,
  'client_keep_alive.seconds': done('3600', within(60, 604_800)),
  'connection_logs.s3.bucket': only(''),
  'connection_logs.s3.enabled': only('false', isSwitch),
  'connection_logs.s3.prefix': only(''),
  'health_check_logs.s3.bucket': only(''),
  'health_check_logs.s3.enabled': only('false', isSwitch),
  'health_check_logs.s3.prefix': only(''),
  'idle_timeout.timeout_seconds': done('60', within(1, 4000)),
  'load_balancing.cross_zone.enabled': only('true', isSwitch),
  'routing.http.desync_mitigation_mode': only(
    'defensive',
    oneOf('monitor', 'defensive', 'strictest'),
  ),
  'routing.http.drop_invalid_header_fields.enabled': done('false', isSwitch),
  // A balancer here never has the port that would be left out of the header or added to it.
  'routing.http.preserve_host_header.enabled': done('false', isSwitch),
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': only('false', isSwitch),
  'routing.http.xff_client_port.enabled': done('false', isSwitch),
  'routing.http.xff_header_processing.mode': done('append', oneOf('append', 'preserve', 'remove')),
  // It is about listeners with HTTPS, of which there are none.
  'routing.http2.enabled': done('true', isSwitch),
  'waf.fail_open.enabled': only('false', isSwitch),
};

const NETWORK: AttributeTable = {
  ...EVERY,
  'dns_record.client_routing_policy': only(
    'any_availability_zone',
    oneOf(
      'availability_zone_affinity',
      'partial_availability_zone_affinity',
      'any_availability_zone',
    ),
  ),
  // There is one address for all zones: its targets are those of all of them.
  'load_balancing.cross_zone.enabled': done('false', isSwitch),
  'secondary_ips.auto_assigned.per_subnet': only('0', within(0, 7)),
};

const GROUP: AttributeTable = {
  'deregistration_delay.timeout_seconds': done('300', within(0, 3600)),
  'load_balancing.cross_zone.enabled': only(
    'use_load_balancer_configuration',
    oneOf('true', 'false', 'use_load_balancer_configuration'),
  ),
  'stickiness.enabled': done('false', isSwitch),
  'target_group_health.dns_failover.minimum_healthy_targets.count': only('1'),
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': only('off'),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': only('1'),
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': only('off'),
};
const HTTP_GROUP: AttributeTable = {
  ...GROUP,
  'load_balancing.algorithm.anomaly_mitigation': only('off', oneOf('on', 'off')),
  'load_balancing.algorithm.type': {
    usual: 'round_robin',
    valid: oneOf('round_robin', 'least_outstanding_requests', 'weighted_random'),
    served: oneOf('round_robin', 'least_outstanding_requests'),
  },
  'slow_start.duration_seconds': only('0', (v) => v === '0' || within(30, 900)(v)),
  'stickiness.app_cookie.cookie_name': done('', (v) => /^[!-~]{0,4096}$/.test(v)),
  'stickiness.app_cookie.duration_seconds': done('86400', within(1, 604_800)),
  'stickiness.lb_cookie.duration_seconds': done('86400', within(1, 604_800)),
  'stickiness.type': done('lb_cookie', oneOf('lb_cookie', 'app_cookie')),
};
const TCP_GROUP: AttributeTable = {
  ...GROUP,
  'deregistration_delay.connection_termination.enabled': only('false', isSwitch),
  // Every connection comes from 127.0.0.1, as every client does.
  'preserve_client_ip.enabled': done('true', isSwitch),
  'proxy_protocol_v2.enabled': only('false', isSwitch),
  'stickiness.enabled': only('false', isSwitch),
  'stickiness.type': only('source_ip', oneOf('source_ip')),
  'target_health_state.unhealthy.connection_termination.enabled': done('true', isSwitch),
  'target_health_state.unhealthy.draining_interval_seconds': only('0', within(0, 360_000)),
};

const RESPONSE_HEADERS = [
  'strict_transport_security',
  'access_control_allow_origin',
  'access_control_allow_methods',
  'access_control_allow_headers',
  'access_control_allow_credentials',
  'access_control_expose_headers',
  'access_control_max_age',
  'content_security_policy',
  'x_content_type_options',
  'x_frame_options',
];
const isHeaderValue = (value: string): boolean => /^[ -~]{0,1024}$/.test(value);
const HTTP_LISTENER: AttributeTable = {
  'routing.http.response.server.enabled': done('true', isSwitch),
  ...Object.fromEntries(
    RESPONSE_HEADERS.map((name) => [
      `routing.http.response.${name}.header_value`,
      done('', isHeaderValue),
    ]),
  ),
};
const TCP_LISTENER: AttributeTable = {
  'tcp.idle_timeout.seconds': done('350', within(60, 6000)),
};

export const balancerTable = ({ type }: Pick<LoadBalancer, 'type'>): AttributeTable =>
  type === 'application' ? APPLICATION : NETWORK;
export const groupTable = ({ protocol }: Pick<TargetGroup, 'protocol'>): AttributeTable =>
  protocol === 'HTTP' ? HTTP_GROUP : TCP_GROUP;
export const listenerTable = ({ protocol }: Pick<Listener, 'protocol'>): AttributeTable =>
  protocol === 'HTTP' ? HTTP_LISTENER : TCP_LISTENER;

/** Every attribute by AWS's keys: what was set, and the default of the others. */
export const allAttributes = (table: AttributeTable, set: Settings): Settings => ({
  ...Object.fromEntries(Object.entries(table).map(([key, { usual }]) => [key, usual])),
  ...set,
});

export const groupAttribute = (
  group: Pick<TargetGroup, 'protocol' | 'attributes'>,
  key: string,
): string => group.attributes[key] ?? groupTable(group)[key]?.usual ?? '';
