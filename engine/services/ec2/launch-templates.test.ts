import { EC2 } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let ec2: EC2;
beforeAll(async () => {
  engine = await startTestEngine({ STARBOARD_SANDBOX: 'none' });
  ec2 = new EC2(engine.client);
});
afterAll(() => engine.stop());

const DATA = { ImageId: 'ami-12345678', InstanceType: 't3.small' } as const;
const made = async (LaunchTemplateName: string): Promise<string> => {
  const { LaunchTemplate } = await ec2.createLaunchTemplate({
    LaunchTemplateName,
    LaunchTemplateData: {
      ...DATA,
      TagSpecifications: [
        {
          ResourceType: 'instance',
          Tags: [
            { Key: 'of', Value: 'template' },
            { Key: 'both', Value: 'template' },
          ],
        },
      ],
    },
  });
  return LaunchTemplate?.LaunchTemplateId ?? '';
};

describe('a launch template', () => {
  it('has versions; one that names a source says only what differs', async () => {
    const LaunchTemplateId = await made('versions');
    const { LaunchTemplateVersion } = await ec2.createLaunchTemplateVersion({
      LaunchTemplateId,
      SourceVersion: '1',
      VersionDescription: 'larger',
      LaunchTemplateData: { InstanceType: 't3.large' },
    });
    expect(LaunchTemplateVersion).toMatchObject({
      VersionNumber: 2,
      VersionDescription: 'larger',
      DefaultVersion: false,
      LaunchTemplateData: { ImageId: 'ami-12345678', InstanceType: 't3.large' },
    });
    const { LaunchTemplates } = await ec2.describeLaunchTemplates({
      LaunchTemplateNames: ['versions'],
    });
    expect(LaunchTemplates?.[0]).toMatchObject({ DefaultVersionNumber: 1, LatestVersionNumber: 2 });
    const { LaunchTemplateVersions } = await ec2.describeLaunchTemplateVersions({
      LaunchTemplateId,
      Versions: ['$Default', '$Latest'],
    });
    expect(LaunchTemplateVersions?.map((v) => v.VersionNumber)).toEqual([2, 1]);
  });

  it('launches what it says; what the request says holds over that, and tags of both are given', async () => {
    const LaunchTemplateId = await made('launches');
    const launched = async (more: object) =>
      (
        await ec2.runInstances({
          LaunchTemplate: { LaunchTemplateId },
          MinCount: 1,
          MaxCount: 1,
          ...more,
        })
      ).Instances?.[0];
    expect((await launched({}))?.InstanceType).toBe('t3.small');
    const Tags = [{ Key: 'both', Value: 'request' }];
    const other = await launched({
      InstanceType: 't3.large',
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    });
    expect(other?.InstanceType).toBe('t3.large');
    expect(other?.Tags).toEqual(
      expect.arrayContaining([
        { Key: 'of', Value: 'template' },
        { Key: 'both', Value: 'request' },
        { Key: 'aws:ec2launchtemplate:id', Value: LaunchTemplateId },
      ]),
    );
    expect(other?.Tags?.filter((t) => t.Key === 'both')).toHaveLength(1);
  });

  it('keeps its default version, and never gives a number twice', async () => {
    const LaunchTemplateId = await made('numbers');
    const next = () =>
      ec2.createLaunchTemplateVersion({ LaunchTemplateId, LaunchTemplateData: DATA });
    await next();
    const answer = await ec2.deleteLaunchTemplateVersions({
      LaunchTemplateId,
      Versions: ['1', '2', '9'],
    });
    expect(answer.SuccessfullyDeletedLaunchTemplateVersions?.map((v) => v.VersionNumber)).toEqual([
      2,
    ]);
    expect(
      answer.UnsuccessfullyDeletedLaunchTemplateVersions?.map((v) => v.ResponseError?.Code),
    ).toEqual(['unexpectedError', 'launchTemplateVersionDoesNotExist']);
    expect((await next()).LaunchTemplateVersion?.VersionNumber).toBe(3);
    const { LaunchTemplate } = await ec2.modifyLaunchTemplate({
      LaunchTemplateId,
      DefaultVersion: '3',
    });
    expect(LaunchTemplate?.DefaultVersionNumber).toBe(3);
    await ec2.deleteLaunchTemplate({ LaunchTemplateId });
    await expect(
      ec2.describeLaunchTemplates({ LaunchTemplateIds: [LaunchTemplateId] }),
    ).rejects.toMatchObject({ name: 'InvalidLaunchTemplateId.NotFound' });
  });

  it('refuses what would have no effect, by name', async () => {
    await expect(
      ec2.createLaunchTemplate({
        LaunchTemplateName: 'refused',
        LaunchTemplateData: { ...DATA, KeyName: 'mine' },
      }),
    ).rejects.toThrow(/LaunchTemplateData\.KeyName/);
  });
});
