import type {
  Action,
  CreateTargetGroupInput,
  IpAddressType,
  ListenerAttribute,
  LoadBalancerAttribute,
  LoadBalancerSchemeEnum,
  LoadBalancerTypeEnum,
  Matcher,
  ProtocolEnum,
  RuleCondition,
  SubnetMapping,
  TargetDescription,
  TargetGroupAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Shape } from '../../../core/stack/properties';
import { AwsError } from '../../../wire/errors';
import {
  NotYetError,
  object,
  ownTags,
  property,
  required,
  TAGS,
  text,
  type Making,
  type Provider,
} from '../provider';
import { gone } from './storage';
import { shortName } from './waiting';

const KEY_VALUES: Shape = [object({ Key: 'string', Value: 'string' })];

/** What a balancer, listener or group is made of in the template's own words: the API has the same. */
const given = <Input>(m: Making, ...names: string[]): Input =>
  Object.fromEntries(names.map((name) => [name, m.props[name]])) as Input;

/** The end of an ARN behind its kind: `app/NAME/ID`, `targetgroup/NAME/ID`. */
const fullName = (arn: string, kind: string): string => arn.slice(arn.indexOf(kind) + kind.length);

async function madeBalancer(m: Making, Name: string) {
  const { LoadBalancers } = await m.ctx.call.elbv2
    .describeLoadBalancers({ Names: [Name] })
    .catch((error: unknown) => {
      if (error instanceof AwsError && /NotFound/.test(error.code)) return { LoadBalancers: [] };
      throw error;
    });
  return LoadBalancers?.[0];
}

const ACTIVE_SECONDS = 120;

/** A balancer that is being made is waited for; one that failed never will be. */
async function active(m: Making, Name: string) {
  const balancer = await madeBalancer(m, Name);
  if (balancer?.State?.Code === 'failed')
    throw new AwsError('NotStabilized', balancer.State.Reason ?? 'The load balancer failed');
  if (balancer?.State?.Code === 'active' || balancer?.State?.Code === 'active_impaired')
    return balancer;
  throw new NotYetError(`The load balancer ${Name} did not become active`, ACTIVE_SECONDS);
}

export const loadBalancer: Provider = {
  properties: object({
    Name: 'string',
    Type: 'string',
    Scheme: 'string',
    IpAddressType: 'string',
    Subnets: ['string'],
    SubnetMappings: [object({ SubnetId: 'string' }, 'SubnetId')],
    SecurityGroups: ['string'],
    LoadBalancerAttributes: KEY_VALUES,
    Tags: TAGS,
  }),
  attributes: [
    'CanonicalHostedZoneID',
    'DNSName',
    'LoadBalancerArn',
    'LoadBalancerFullName',
    'LoadBalancerName',
  ],
  async create(m) {
    const Name = text(m.props['Name']) ?? shortName(m);
    // The same settings again are answered with the balancer that is there.
    const { LoadBalancers } = await m.ctx.call.elbv2.createLoadBalancer({
      Name,
      Type: text<LoadBalancerTypeEnum>(m.props['Type']),
      Scheme: text<LoadBalancerSchemeEnum>(m.props['Scheme']),
      IpAddressType: text<IpAddressType>(m.props['IpAddressType']),
      Subnets: property<string[]>(m, 'Subnets'),
      SubnetMappings: property<SubnetMapping[]>(m, 'SubnetMappings'),
      SecurityGroups: property<string[]>(m, 'SecurityGroups'),
      Tags: ownTags(m),
    });
    const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn ?? '';
    const Attributes = property<LoadBalancerAttribute[]>(m, 'LoadBalancerAttributes');
    if (Attributes?.length)
      await m.ctx.call.elbv2.modifyLoadBalancerAttributes({ LoadBalancerArn, Attributes });
    const made = await active(m, Name);
    return {
      physicalId: LoadBalancerArn,
      attributes: {
        CanonicalHostedZoneID: made.CanonicalHostedZoneId ?? '',
        DNSName: made.DNSName ?? '',
        LoadBalancerArn,
        LoadBalancerFullName: fullName(LoadBalancerArn, 'loadbalancer/'),
        LoadBalancerName: Name,
      },
    };
  },
  async remove(LoadBalancerArn, m) {
    await m.ctx.call.elbv2
      .deleteLoadBalancer({ LoadBalancerArn })
      .catch(gone('LoadBalancerNotFound'));
  },
};

const HEALTH = {
  HealthCheckEnabled: 'boolean',
  HealthCheckIntervalSeconds: 'integer',
  HealthCheckPath: 'string',
  HealthCheckPort: 'string',
  HealthCheckProtocol: 'string',
  HealthCheckTimeoutSeconds: 'integer',
  HealthyThresholdCount: 'integer',
  UnhealthyThresholdCount: 'integer',
} as const satisfies Readonly<Record<string, Shape>>;

export const targetGroup: Provider = {
  properties: object({
    ...HEALTH,
    Matcher: object({ GrpcCode: 'string', HttpCode: 'string' }),
    Name: 'string',
    Port: 'integer',
    Protocol: 'string',
    ProtocolVersion: 'string',
    Tags: TAGS,
    TargetGroupAttributes: KEY_VALUES,
    Targets: [object({ AvailabilityZone: 'string', Id: 'string', Port: 'integer' }, 'Id')],
    TargetType: 'string',
    VpcId: 'string',
  }),
  attributes: ['LoadBalancerArns', 'TargetGroupArn', 'TargetGroupFullName', 'TargetGroupName'],
  async create(m) {
    const Name = text(m.props['Name']) ?? shortName(m);
    const { TargetGroups } = await m.ctx.call.elbv2.createTargetGroup({
      ...given<Omit<CreateTargetGroupInput, 'Name'>>(m, ...Object.keys(HEALTH)),
      Name,
      Matcher: property<Matcher>(m, 'Matcher'),
      Port: property<number>(m, 'Port'),
      Protocol: text<ProtocolEnum>(m.props['Protocol']),
      ProtocolVersion: text(m.props['ProtocolVersion']),
      TargetType: text<NonNullable<CreateTargetGroupInput['TargetType']>>(m.props['TargetType']),
      VpcId: text(m.props['VpcId']),
      Tags: ownTags(m),
    });
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    const Attributes = property<TargetGroupAttribute[]>(m, 'TargetGroupAttributes');
    if (Attributes?.length)
      await m.ctx.call.elbv2.modifyTargetGroupAttributes({ TargetGroupArn, Attributes });
    const Targets = property<TargetDescription[]>(m, 'Targets');
    if (Targets?.length) await m.ctx.call.elbv2.registerTargets({ TargetGroupArn, Targets });
    return {
      physicalId: TargetGroupArn,
      attributes: {
        LoadBalancerArns: (TargetGroups?.[0]?.LoadBalancerArns ?? []).join(','),
        TargetGroupArn,
        TargetGroupFullName: TargetGroupArn.slice(TargetGroupArn.lastIndexOf(':') + 1),
        TargetGroupName: Name,
      },
    };
  },
  async remove(TargetGroupArn, m) {
    await m.ctx.call.elbv2.deleteTargetGroup({ TargetGroupArn }).catch(gone('TargetGroupNotFound'));
  },
};

const TARGETS = [object({ TargetGroupArn: 'string', Weight: 'integer' })] as const;
const ACTIONS: Shape = [
  object(
    {
      FixedResponseConfig: object(
        { ContentType: 'string', MessageBody: 'string', StatusCode: 'string' },
        'StatusCode',
      ),
      ForwardConfig: object({
        TargetGroups: TARGETS,
        TargetGroupStickinessConfig: object({ DurationSeconds: 'integer', Enabled: 'boolean' }),
      }),
      Order: 'integer',
      RedirectConfig: object(
        {
          Host: 'string',
          Path: 'string',
          Port: 'string',
          Protocol: 'string',
          Query: 'string',
          StatusCode: 'string',
        },
        'StatusCode',
      ),
      TargetGroupArn: 'string',
      Type: 'string',
    },
    'Type',
  ),
];

export const listener: Provider = {
  properties: object(
    {
      DefaultActions: ACTIONS,
      ListenerAttributes: KEY_VALUES,
      LoadBalancerArn: 'string',
      Port: 'integer',
      Protocol: 'string',
    },
    'DefaultActions',
    'LoadBalancerArn',
  ),
  attributes: ['ListenerArn'],
  async create(m) {
    const LoadBalancerArn = required(m, 'LoadBalancerArn');
    const Port = property<number>(m, 'Port');
    const known = m.repeated ? await listenerAt(m, LoadBalancerArn, Port) : undefined;
    const ListenerArn =
      known ??
      (
        await m.ctx.call.elbv2.createListener({
          DefaultActions: property<Action[]>(m, 'DefaultActions'),
          LoadBalancerArn,
          Port,
          Protocol: text<ProtocolEnum>(m.props['Protocol']),
        })
      ).Listeners?.[0]?.ListenerArn ??
      '';
    const Attributes = property<ListenerAttribute[]>(m, 'ListenerAttributes');
    if (Attributes?.length)
      await m.ctx.call.elbv2.modifyListenerAttributes({ ListenerArn, Attributes });
    return { physicalId: ListenerArn, attributes: { ListenerArn } };
  },
  async remove(ListenerArn, m) {
    await m.ctx.call.elbv2.deleteListener({ ListenerArn }).catch(gone('ListenerNotFound'));
  },
};

/** A balancer has one listener a port. */
async function listenerAt(m: Making, LoadBalancerArn: string, port: number | undefined) {
  const { Listeners } = await m.ctx.call.elbv2.describeListeners({ LoadBalancerArn });
  return Listeners?.find((l) => l.Port === port)?.ListenerArn;
}

const VALUES = object({ Values: ['string'] });
const CONDITIONS: Shape = [
  object({
    Field: 'string',
    HostHeaderConfig: VALUES,
    HttpHeaderConfig: object({ HttpHeaderName: 'string', Values: ['string'] }),
    HttpRequestMethodConfig: VALUES,
    PathPatternConfig: VALUES,
    QueryStringConfig: object({ Values: [object({ Key: 'string', Value: 'string' })] }),
    SourceIpConfig: VALUES,
    Values: ['string'],
  }),
];

export const listenerRule: Provider = {
  properties: object(
    {
      Actions: ACTIONS,
      Conditions: CONDITIONS,
      ListenerArn: 'string',
      Priority: 'integer',
    },
    'Actions',
    'Conditions',
    'Priority',
  ),
  attributes: ['IsDefault', 'RuleArn'],
  async create(m) {
    const ListenerArn = required(m, 'ListenerArn');
    const Priority = property<number>(m, 'Priority');
    const known = m.repeated
      ? (await m.ctx.call.elbv2.describeRules({ ListenerArn })).Rules?.find(
          (r) => r.Priority === String(Priority),
        )?.RuleArn
      : undefined;
    const RuleArn =
      known ??
      (
        await m.ctx.call.elbv2.createRule({
          Actions: property<Action[]>(m, 'Actions'),
          Conditions: property<RuleCondition[]>(m, 'Conditions'),
          ListenerArn,
          Priority,
        })
      ).Rules?.[0]?.RuleArn ??
      '';
    return { physicalId: RuleArn, attributes: { IsDefault: 'false', RuleArn } };
  },
  async remove(RuleArn, m) {
    await m.ctx.call.elbv2.deleteRule({ RuleArn }).catch(gone('RuleNotFound'));
  },
};
