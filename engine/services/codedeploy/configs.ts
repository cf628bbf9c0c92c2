import { AwsError } from '../../wire/errors';

const CONFIGS = [
  'CodeDeployDefault.OneAtATime',
  'CodeDeployDefault.HalfAtATime',
  'CodeDeployDefault.AllAtOnce',
];

export function checkConfig(name: string): string {
  if (!CONFIGS.includes(name))
    throw new AwsError(
      'DeploymentConfigDoesNotExistException',
      `Starboard's engine knows ${CONFIGS.join(', ')}; ${name} is not among them`,
    );
  return name;
}
