import type { AwsObject, AwsPlace, LogStream } from './aws-object';

/** AWS's consoles by partition (AWS General Reference, service endpoints). The others have none that the internet reaches. */
const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** Whether an address is a page of one of AWS's consoles. */
export function isConsoleLink(link: string): boolean {
  const host = URL.canParse(link) ? new URL(link).hostname : '';
  return Object.values(CONSOLES).some((d) => host === d || host.endsWith(`.${d}`));
}

const e = encodeURIComponent;

/** CloudWatch's pages read the part after `#` twice, with `$` in place of `%`. */
const twice = (text: string): string => e(e(text)).replaceAll('%', '$');

const logPath = ({ group, stream }: LogStream): string =>
  `log-group/${twice(group)}/log-events/${twice(stream)}`;

/** CodeBuild's ids begin with the project's name (API reference, Build). */
const projectOf = (id: string): string => id.slice(0, Math.max(0, id.lastIndexOf(':')));

/** The page of an object below its console's host; the Region is added where it is none of the page's own words. */
function pathOf(object: AwsObject, { region, account }: AwsPlace): string {
  const suite = (path: string): string => `/codesuite/${path}?region=${region}`;
  const builds = (project: string, path: string): string =>
    suite(`codebuild/${account}/projects/${e(project)}/${path}`);
  const home = (service: string, page: string): string =>
    `/${service}/home?region=${region}#${page}`;
  switch (object.kind) {
    case 'pipeline':
      return suite(`codepipeline/pipelines/${e(object.name)}/view`);
    case 'execution':
      return suite(
        `codepipeline/pipelines/${e(object.pipeline)}/executions/${e(object.id)}/timeline`,
      );
    case 'build':
      return builds(projectOf(object.id), `build/${e(object.id)}/log`);
    case 'build-batch':
      return builds(projectOf(object.id), `batch/${e(object.id)}`);
    case 'build-project':
      return builds(object.name, 'history');
    case 'deployment':
      return suite(`codedeploy/deployments/${e(object.id)}`);
    case 'deployment-group':
      return suite(
        `codedeploy/applications/${e(object.application)}/deployment-groups/${e(object.group)}`,
      );
    case 'log-group':
      return home('cloudwatch', `logsV2:log-groups/log-group/${twice(object.name)}`);
    case 'log-stream':
      return home('cloudwatch', `logsV2:log-groups/${logPath(object.log)}`);
    case 'stack':
      return home('cloudformation', `/stacks/stackinfo?stackId=${e(object.stack)}`);
    case 'repository':
      return suite(`codecommit/repositories/${e(object.name)}/browse`);
    case 'commit':
      return suite(`codecommit/repositories/${e(object.repository)}/commit/${e(object.id)}`);
    case 'instance':
      return home('ec2', `InstanceDetails:instanceId=${e(object.id)}`);
    case 'auto-scaling-group':
      return home('ec2', `AutoScalingGroupDetails:id=${e(object.name)};view=details`);
    case 'load-balancer':
      return object.arn === undefined
        ? home('ec2', `LoadBalancers:search=${e(object.name)}`)
        : home('ec2', `LoadBalancer:loadBalancerArn=${object.arn}`);
    case 'target-group':
      return home('ec2', `TargetGroup:targetGroupArn=${object.arn}`);
    case 'alarm':
      return home('cloudwatch', `alarmsV2:alarm/${e(object.name)}`);
    case 'topic':
      return home('sns/v3', `/topic/${object.arn}`);
    case 'connections':
      return suite('settings/connections');
    case 'quota':
      return `/servicequotas/home/services/${e(object.service)}/quotas/${e(object.code)}`;
  }
}

/** EC2's own ids; an instance on premises is a name that CodeDeploy alone knows. */
const isInEc2 = (id: string): boolean => /^i-[0-9a-f]{8,32}$/.test(id);

const hasPage = (object: AwsObject): boolean => {
  if (object.kind === 'instance') return isInEc2(object.id);
  return object.kind !== 'build' || projectOf(object.id) !== '';
};

/** An object's own page in AWS's console; undefined in a partition without one, and for what has no page. */
export function consoleLink(object: AwsObject, place: AwsPlace): string | undefined {
  const host = Object.hasOwn(CONSOLES, place.partition) ? CONSOLES[place.partition] : undefined;
  if (host === undefined || !/^[a-z0-9-]+$/.test(place.region) || !hasPage(object))
    return undefined;
  return `https://${place.region}.${host}${pathOf(object, place)}`;
}
