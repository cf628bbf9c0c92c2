import { shortRevision, type Revision } from '@/lib/domain/commits/revision';
import type { BlueGreen } from '@/lib/domain/deployments/deployment';

/** Two fleets as they are before a change. */
export interface FleetFacts {
  readonly blue: number;
  readonly green: number;
  /** How many of each get traffic. */
  readonly blueServing: number;
  readonly greenServing: number;
  readonly settings: BlueGreen;
  /** What is deployed, and what the old fleet has. */
  readonly to: Revision | undefined;
  readonly from: Revision | undefined;
}

const sha = (r: Revision | undefined, otherwise: string): string =>
  r?.sha ? `\`${shortRevision(r)}\`` : otherwise;
const many = (n: number, what: string): string =>
  `${n} ${what} ${n === 1 ? 'instance' : 'instances'}`;

function afterwards({ settings: { terminateMinutes: minutes }, blue }: FleetFacts): string {
  if (minutes === undefined)
    return `The old fleet is kept: ${many(blue, 'old')} run on without traffic, and cost.`;
  if (minutes === 0) return `Then ${many(blue, 'old')} are terminated, without a wait.`;
  return `The old fleet then runs without traffic for ${minutes} min, so that traffic can go back, and is terminated.`;
}

/** What rerouting traffic does (CodeDeploy API reference, ContinueDeployment). */
export const rerouteSteps = (f: FleetFacts): string[] => [
  `CodeDeploy registers ${many(f.green, 'new')}, which run ${sha(f.to, 'what is deployed')}, with the load balancer, and takes ${many(f.blue, 'old')} out of it.`,
  `Capacity: ${f.blue} serve now, ${f.green} serve afterwards.`,
  afterwards(f),
];

/** What to know first: fewer instances than serve now, or some that are not what was installed. */
export function rerouteWarning(
  { blue, green }: Pick<FleetFacts, 'blue' | 'green'>,
  gone: readonly string[],
  late: readonly string[],
): string | undefined {
  const parts = [
    gone.length &&
      `${gone.join(', ')} is no longer in service, so CodeDeploy fails when it registers it.`,
    late.length &&
      `${late.join(', ')} joined the new fleet after the installation: nothing is installed there, and CodeDeploy gives it no traffic.`,
    green < blue && `The new fleet is smaller: ${green} in place of ${blue}.`,
  ].filter(Boolean);
  return parts.length ? parts.join(' ') : undefined;
}

/** What to know before traffic goes back to a fleet that no deployment has succeeded on. */
export const bareFleetWarning = (hasGood: boolean): string | undefined =>
  hasGood
    ? undefined
    : 'No deployment has succeeded here before: the old fleet may have nothing installed, and answer nothing.';

/** What terminating the old fleet now does (ContinueDeployment, TERMINATION_WAIT). */
export const terminateSteps = (f: FleetFacts): string[] => [
  `CodeDeploy terminates ${many(f.blue, 'old')} now and does not wait any longer. They get no traffic already.`,
  `Capacity: ${f.green} serve as before. ${f.blue} fewer run and cost.`,
  `The way back by rerouting is gone. Going back to ${sha(f.from, 'what was live')} is then a new deployment.`,
];

/** What stopping a blue/green deployment does to its two fleets. */
export function stopFleetSteps(f: FleetFacts, goesBack: boolean): string[] {
  if (!f.greenServing)
    return [
      `The old fleet goes on serving: ${many(f.blue, 'old')} ${f.blue === 1 ? 'is' : 'are'} not touched.`,
      f.settings.isCopied
        ? `The ${many(f.green, 'new')} that CodeDeploy made for it may be left running, and cost. Look at its Auto Scaling group afterwards.`
        : `The ${many(f.green, 'new')} keep what is installed on them, and get no traffic.`,
    ];
  if (!goesBack)
    return [
      `Traffic stays as it is: ${f.greenServing} new and ${f.blueServing} old instances serve.`,
      'Neither fleet is terminated by CodeDeploy any more. Both run on, and cost.',
    ];
  return [
    `Traffic goes back to the old fleet, which runs ${sha(f.from, 'what was live')}: CodeDeploy registers ${many(f.blue, 'old')} again and takes the new ones out of the load balancer. Nothing is installed.`,
    `Capacity: ${f.greenServing + f.blueServing} serve now, ${f.blue} serve afterwards.`,
  ];
}
