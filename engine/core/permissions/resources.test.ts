import { expect, it } from 'vitest';
import { resourceOf } from './resources';

/** Service Authorization Reference, "Resource types defined by AWS CodeDeploy". */
it.each<[string, object]>([
  ['application:app', { applicationName: 'app' }],
  ['deploymentgroup:app/group', { applicationName: 'app', deploymentGroupName: 'group' }],
  ['deploymentgroup:app/group', { applicationName: 'app', currentDeploymentGroupName: 'group' }],
  [
    'deploymentgroup:app/group',
    { applicationName: 'app', deploymentGroupName: 'group', deploymentConfigName: 'mine' },
  ],
  ['deploymentconfig:mine', { deploymentConfigName: 'mine' }],
  ['instance:machine', { instanceName: 'machine' }],
  ['instance:one', { instanceNames: ['one', 'two'] }],
  ['*', {}],
])('a call of CodeDeploy is about %s: %j', (resource, input) => {
  expect(resourceOf('codedeploy', { ...input })).toBe(resource);
});
