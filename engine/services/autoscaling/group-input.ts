import type * as AS from '@aws-sdk/client-auto-scaling';
import { POLICIES } from '../../core/scaling/choose';
import type { Settings, Template, Zone } from '../../core/scaling/state';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { invalid } from './documents';

/** What create and update say alike. */
type Asked = Pick<
  AS.CreateAutoScalingGroupType & AS.UpdateAutoScalingGroupType,
  'LaunchTemplate' | 'MixedInstancesPolicy' | 'VPCZoneIdentifier' | 'AvailabilityZones'
>;

const SECOND_MS = 1000;
export const seconds = (value: number): number => value * SECOND_MS;

/** The launch template that a request names. */
export function namedTemplate(input: Asked): AS.LaunchTemplateSpecification | undefined {
  const mixed = input.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  if (input.LaunchTemplate && input.MixedInstancesPolicy)
    throw invalid(
      'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
    );
  return input.LaunchTemplate ?? mixed;
}

const NOT_FORMED = 'You must use a valid fully-formed launch template.';

/** The template as EC2 has it: one that is not there, or that cannot launch anything, is refused now. */
export async function resolveTemplate(
  ctx: Ctx,
  named: AS.LaunchTemplateSpecification,
): Promise<Template> {
  const { LaunchTemplateId, LaunchTemplateName, Version = '$Default' } = named;
  const found = await ctx.call.ec2
    .describeLaunchTemplateVersions({ LaunchTemplateId, LaunchTemplateName, Versions: [Version] })
    .catch((error: unknown) => {
      if (error instanceof AwsError) throw invalid(`${NOT_FORMED} ${error.message}`);
      throw error;
    });
  const version = found.LaunchTemplateVersions?.[0];
  if (!version?.LaunchTemplateData?.ImageId)
    throw invalid(`${NOT_FORMED} The request must contain the parameter ImageId`);
  return {
    id: version.LaunchTemplateId ?? '',
    name: version.LaunchTemplateName ?? '',
    version: Version,
  };
}

/** Which version of its template a group launches now. */
export async function resolveVersion(ctx: Ctx, { id, version }: Template): Promise<string> {
  const { LaunchTemplateVersions } = await ctx.call.ec2.describeLaunchTemplateVersions({
    LaunchTemplateId: id,
    Versions: [version],
  });
  return String(LaunchTemplateVersions?.[0]?.VersionNumber ?? version);
}

/** The zones and subnets of a group, by its subnets or by its zones. */
export async function resolveZones(ctx: Ctx, input: Asked): Promise<readonly Zone[] | undefined> {
  const subnets = input.VPCZoneIdentifier?.split(',')
    .map((s) => s.trim())
    .filter(Boolean);
  const zones = input.AvailabilityZones;
  if (!subnets?.length && !zones?.length) return undefined;
  const { Subnets = [] } = await ctx.call.ec2.describeSubnets({});
  const all = Subnets.map((s) => ({ zone: s.AvailabilityZone ?? '', subnet: s.SubnetId ?? '' }));
  const missing = subnets?.find((id) => !all.some((z) => z.subnet === id));
  if (missing !== undefined) throw invalid(`The subnet ID '${missing}' does not exist`);
  const unknown = zones?.find((zone) => !all.some((z) => z.zone === zone));
  if (unknown !== undefined) throw invalid(`Invalid availability zones: [${unknown}]`);
  const found = all.filter(
    (z) =>
      (!subnets?.length || subnets.includes(z.subnet)) &&
      (!zones?.length || zones.includes(z.zone)),
  );
  if (!found.length || (subnets && found.length < subnets.length))
    throw invalid(
      'The availability zones of the specified subnets and the Auto Scaling group do not match',
    );
  return found;
}

export function checkCapacity({ min, max, desired }: Settings): void {
  if (min < 0 || max < 0) throw invalid('The capacity of a group cannot be negative.');
  if (max < min)
    throw invalid(`Max bound, ${max}, must be greater than or equal to min bound, ${min}`);
  if (desired < min || desired > max)
    throw invalid(
      `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`,
    );
}

const CHECKS = ['EC2', 'ELB'];

/** Health checks by name: EC2's are always made. */
export function checksOf(given: string): { readonly checksBalancer: boolean } {
  const names = given.split(',').map((n) => n.trim());
  const wrong = names.find((n) => !CHECKS.includes(n));
  if (wrong !== undefined)
    throw invalid(`Invalid HealthCheckType '${wrong}'. Starboard's engine serves EC2 and ELB.`);
  return { checksBalancer: names.includes('ELB') };
}

export function checkPolicies(policies: readonly string[]): readonly string[] {
  const wrong = policies.find((p) => !POLICIES.includes(p));
  if (wrong !== undefined)
    throw invalid(
      `Invalid termination policies: [${wrong}] Valid ones are: [${POLICIES.join(', ')}]`,
    );
  return policies.length ? policies : ['Default'];
}

/** A mixed group launches On-Demand Instances of its first type: shares of Spot are refused at the wire. */
export function checkMixed(mixed: AS.MixedInstancesPolicy | undefined): void {
  const share = mixed?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity;
  if (share !== undefined && share !== 100)
    throw new AwsError(
      'NotImplementedException',
      "Starboard's engine does not serve MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity other than 100 yet.",
      { status: 501 },
    );
}

const TARGET_GROUP = /:targetgroup\//;

/** Target groups by their ARNs, whichever of its two members a request names them with. */
export function targetGroupsOf(
  arns: readonly string[] | undefined,
  sources: readonly AS.TrafficSourceIdentifier[] | undefined,
): readonly string[] {
  const all = [...(arns ?? []), ...(sources ?? []).map((s) => s.Identifier ?? '')];
  const wrong = all.find((arn) => !TARGET_GROUP.test(arn));
  if (wrong !== undefined)
    throw invalid(
      `Provided Traffic Source '${wrong}' is not a target group: Starboard's engine serves those alone.`,
    );
  return [...new Set(all)];
}

/** A target group that is not there is refused, as the balancer's own operations do. */
export async function checkTargetGroups(ctx: Ctx, arns: readonly string[]): Promise<void> {
  if (!arns.length) return;
  await ctx.call.elbv2
    .describeTargetGroups({ TargetGroupArns: [...arns] })
    .catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      throw invalid(
        `Provided Target Groups may not be valid. Please ensure they exist and try again.`,
      );
    });
}
