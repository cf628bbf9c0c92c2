import { describe, expect, it } from 'vitest';
import { configurationLabel, optionsFor, providerLabel } from './action-labels';

describe("an action's configuration", () => {
  it.each([
    ['Manual', 'CustomData', 'Comments'],
    ['CodeDeploy', 'ApplicationName', 'Application name'],
    ['CodeDeployToECS', 'ApplicationName', 'AWS CodeDeploy application name'],
    ['Custom', 'ImageURI', 'Image URI'],
    ['Custom', 'AppARNList', 'App ARN list'],
    ['CodeDeployToECS', 'Image1ContainerName', 'Image1 container name'],
  ])('of %s calls %s %s', (provider, key, label) => {
    expect(configurationLabel(provider, key)).toBe(label);
  });
  it('a provider that is not known keeps its name', () => {
    expect([providerLabel('Manual'), providerLabel('Jenkins')]).toEqual([
      'Manual approval',
      'Jenkins',
    ]);
  });
  it('a value that is none of the known ones is typed, not chosen', () => {
    expect(optionsFor('Extract', 'true')?.map(([, label]) => label)).toEqual(['Yes', 'No']);
    expect(optionsFor('Extract', '#{variables.Extract}')).toBeUndefined();
    expect(optionsFor('StackName', 'true')).toBeUndefined();
  });
});
