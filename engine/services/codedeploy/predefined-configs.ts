import type * as CD from '@aws-sdk/client-codedeploy';
import type { DeploymentConfig } from './documents';

/** What the names of AWS's own configurations begin with. */
export const PREFIX = 'CodeDeployDefault.';

/** [doc] When OneAtATime says it was made (API reference, GetDeploymentConfig, "Examples"); [infer] the others, too. */
export const PREDEFINED_SINCE = 1_446_744_188_711;

/** [doc] OneAtATime is number 1 in the same example; [infer] the others follow it. */
export const predefinedId = (n: number): string =>
  `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`;

type Shape = Pick<DeploymentConfig, 'minimumHealthyHosts' | 'trafficRoutingConfig'>;
type Named = readonly [name: string, platform: CD.ComputePlatform, shape: Shape];

const canary = (canaryPercentage: number, canaryInterval: number): Shape => ({
  trafficRoutingConfig: {
    type: 'TimeBasedCanary',
    timeBasedCanary: { canaryPercentage, canaryInterval },
  },
});
const linear = (linearPercentage: number, linearInterval: number): Shape => ({
  trafficRoutingConfig: {
    type: 'TimeBasedLinear',
    timeBasedLinear: { linearPercentage, linearInterval },
  },
});
const allAtOnce: Shape = { trafficRoutingConfig: { type: 'AllAtOnce' } };

/** [memory] HalfAtATime and AllAtOnce read as percentages of the fleet. */
export const PREDEFINED_ARE_PERCENTAGES = 'FLEET_PERCENT';

/** AWS's own configurations (AWS-SEMANTICS 2.6, 2.7 [doc23]). */
const NAMED: readonly Named[] = [
  ['OneAtATime', 'Server', { minimumHealthyHosts: { type: 'MOST_CONCURRENCY', value: 1 } }],
  [
    'HalfAtATime',
    'Server',
    { minimumHealthyHosts: { type: PREDEFINED_ARE_PERCENTAGES, value: 50 } },
  ],
  ['AllAtOnce', 'Server', { minimumHealthyHosts: { type: PREDEFINED_ARE_PERCENTAGES, value: 0 } }],
  ['LambdaAllAtOnce', 'Lambda', allAtOnce],
  ...[5, 10, 15, 30].map((minutes): Named => [
    `LambdaCanary10Percent${minutes}Minutes`,
    'Lambda',
    canary(10, minutes),
  ]),
  ['LambdaLinear10PercentEvery1Minute', 'Lambda', linear(10, 1)],
  ...[2, 3, 10].map((minutes): Named => [
    `LambdaLinear10PercentEvery${minutes}Minutes`,
    'Lambda',
    linear(10, minutes),
  ]),
  ['ECSAllAtOnce', 'ECS', allAtOnce],
  ...[5, 15].map((minutes): Named => [
    `ECSCanary10Percent${minutes}Minutes`,
    'ECS',
    canary(10, minutes),
  ]),
  ...[1, 3].map((minutes): Named => [
    `ECSLinear10PercentEvery${minutes}Minutes`,
    'ECS',
    linear(10, minutes),
  ]),
];

/** AWS's own configurations, by name. */
export const predefined: ReadonlyMap<string, DeploymentConfig> = new Map(
  NAMED.map(([name, platform, shape], i) => [
    PREFIX + name,
    {
      name: PREFIX + name,
      id: predefinedId(i + 1),
      createdAt: PREDEFINED_SINCE,
      platform,
      ...shape,
    },
  ]),
);
