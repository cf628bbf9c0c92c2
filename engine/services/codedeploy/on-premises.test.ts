import { CodeDeploy, type RegisterOnPremisesInstanceInput } from '@aws-sdk/client-codedeploy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

const user = (name: string): string => `arn:aws:iam::111122223333:user/${name}`;
const session = (name: string): string => `arn:aws:sts::111122223333:assumed-role/machines/${name}`;

let engine: TestEngine;
let cd: CodeDeploy;
let serial = 0;
let instanceName = '';
beforeAll(async () => {
  engine = await startTestEngine();
  cd = new CodeDeploy(engine.client);
});
afterAll(() => engine.stop());
beforeEach(() => {
  instanceName = `machine-${++serial}`;
});

const register = (given: Partial<RegisterOnPremisesInstanceInput> = {}) =>
  cd.registerOnPremisesInstance({ instanceName, iamUserArn: user(instanceName), ...given });
const read = async (name = instanceName) =>
  (await cd.getOnPremisesInstance({ instanceName: name })).instanceInfo;
const listed = async (input = {}) => (await cd.listOnPremisesInstances(input)).instanceNames;
const refusal = (code: string) => ({ name: `${code}Exception` });

describe('an on-premises instance', () => {
  it('is registered by an IAM user, tagged, read and listed', async () => {
    await register();
    const tags = [
      { Key: 'Name', Value: instanceName },
      { Key: 'Region', Value: 'here' },
    ];
    await cd.addTagsToOnPremisesInstances({ instanceNames: [instanceName], tags });
    expect(await read()).toEqual({
      instanceName,
      instanceArn: expect.stringMatching(
        RegExp(`^arn:aws:codedeploy:us-east-1:000000000000:instance/${instanceName}_\\w{10}$`),
      ) as string,
      iamUserArn: user(instanceName),
      registerTime: expect.any(Date) as Date,
      tags,
    });
    expect(await listed({ registrationStatus: 'Registered' })).toContain(instanceName);
    const tagFilters = [{ Key: 'Name', Value: instanceName, Type: 'KEY_AND_VALUE' }];
    expect(await listed({ tagFilters })).toEqual([instanceName]);
    await cd.removeTagsFromOnPremisesInstances({
      instanceNames: [instanceName],
      tags: [{ Key: 'Region' }, { Key: 'Name', Value: 'of another' }],
    });
    expect((await read())?.tags).toEqual([{ Key: 'Name', Value: instanceName }]);
  });

  it('is registered by an IAM session', async () => {
    await register({ iamUserArn: undefined, iamSessionArn: session(instanceName) });
    expect(await read()).toMatchObject({ iamSessionArn: session(instanceName) });
    expect((await read())?.iamUserArn).toBeUndefined();
  });

  it('stays in the record with the time when it is deregistered, and is out of use', async () => {
    await register();
    const tags = [{ Key: 'kept', Value: 'yes' }];
    await cd.addTagsToOnPremisesInstances({ instanceNames: [instanceName], tags });
    await cd.deregisterOnPremisesInstance({ instanceName });
    const gone = await read();
    expect(gone).toMatchObject({ tags, deregisterTime: expect.any(Date) as Date });
    await cd.deregisterOnPremisesInstance({ instanceName });
    expect(await read()).toEqual(gone);
    expect(await listed({ registrationStatus: 'Deregistered' })).toContain(instanceName);
    expect(await listed({ registrationStatus: 'Registered' })).not.toContain(instanceName);
    expect(await listed()).toContain(instanceName);
    await expect(
      cd.addTagsToOnPremisesInstances({ instanceNames: [instanceName], tags }),
    ).rejects.toMatchObject(refusal('InstanceNotRegistered'));
  });

  it('may be registered again, as another one', async () => {
    await register();
    const first = await read();
    await cd.deregisterOnPremisesInstance({ instanceName });
    await register();
    const second = await read();
    expect(second?.deregisterTime).toBeUndefined();
    expect(second?.instanceArn).not.toBe(first?.instanceArn);
  });

  it('that was never registered is deregistered without more ado', async () => {
    await expect(cd.deregisterOnPremisesInstance({ instanceName })).resolves.toBeDefined();
    await expect(read()).rejects.toMatchObject(refusal('InstanceNotRegistered'));
  });

  it.each<[string, string, Partial<RegisterOnPremisesInstanceInput>]>([
    ['IamArnRequired', 'nobody', { iamUserArn: undefined }],
    ['IamUserArnRequired', 'an empty user', { iamUserArn: '' }],
    ['MultipleIamArnsProvided', 'both', { iamSessionArn: session('one') }],
    ['InvalidIamUserArn', 'a role', { iamUserArn: 'arn:aws:iam::111122223333:role/r' }],
    [
      'InvalidIamSessionArn',
      'a session without a name',
      { iamUserArn: undefined, iamSessionArn: 'arn:aws:sts::111122223333:assumed-role/r' },
    ],
    ['InstanceNameRequired', 'no name', { instanceName: '' }],
    ['InvalidInstanceName', 'a space', { instanceName: 'a b' }],
    ['InvalidInstanceName', 'a long name', { instanceName: 'a'.repeat(101) }],
    ['InvalidInstanceName', "an EC2 instance's id", { instanceName: 'i-0123456789abcdef0' }],
  ])('is refused with %s: %s', async (code, _what, given) => {
    await expect(register(given)).rejects.toMatchObject(refusal(code));
  });

  it('shares neither name nor IAM user nor IAM session with another', async () => {
    await register();
    await expect(register({ iamUserArn: user('other') })).rejects.toMatchObject(
      refusal('InstanceNameAlreadyRegistered'),
    );
    const other = { instanceName: `${instanceName}-other` };
    await expect(register(other)).rejects.toMatchObject(refusal('IamUserArnAlreadyRegistered'));
    const iamSessionArn = session(instanceName);
    await register({ ...other, iamUserArn: undefined, iamSessionArn });
    await expect(
      register({ instanceName: 'third', iamUserArn: undefined, iamSessionArn }),
    ).rejects.toMatchObject(refusal('IamSessionArnAlreadyRegistered'));
  });
});

const many = (n: number): string[] => Array.from({ length: n }, (_, i) => `n${i}`);

describe('tags of on-premises instances', () => {
  it.each<[string, string, { Key?: string; Value?: string }[]]>([
    ['TagRequired', 'none', []],
    ['InvalidTag', 'no key', [{ Value: 'v' }]],
    ['InvalidTag', 'a long key', [{ Key: 'k'.repeat(129) }]],
    ['InvalidTag', 'a long value', [{ Key: 'k', Value: 'v'.repeat(257) }]],
    ['TagLimitExceeded', 'eleven', many(11).map((Key) => ({ Key, Value: '' }))],
  ])('are refused with %s: %s', async (code, _what, tags) => {
    await register();
    await expect(
      cd.addTagsToOnPremisesInstances({ instanceNames: [instanceName], tags }),
    ).rejects.toMatchObject(refusal(code));
    expect((await read())?.tags).toEqual([]);
  });

  it('are added to all instances that are named, or to none', async () => {
    await register();
    const tags = [{ Key: 'k', Value: 'v' }];
    await expect(
      cd.addTagsToOnPremisesInstances({ instanceNames: [instanceName, 'missing'], tags }),
    ).rejects.toMatchObject(refusal('InstanceNotRegistered'));
    expect((await read())?.tags).toEqual([]);
    await expect(
      cd.addTagsToOnPremisesInstances({ instanceNames: many(101), tags }),
    ).rejects.toMatchObject(refusal('InstanceLimitExceeded'));
    await expect(
      cd.removeTagsFromOnPremisesInstances({ instanceNames: [], tags }),
    ).rejects.toMatchObject(refusal('InstanceNameRequired'));
  });
});

describe('several on-premises instances at once', () => {
  it('are those that were ever registered, at most 25', async () => {
    await register();
    const { instanceInfos } = await cd.batchGetOnPremisesInstances({
      instanceNames: [instanceName, 'never'],
    });
    expect(instanceInfos).toEqual([await read()]);
    await expect(cd.batchGetOnPremisesInstances({ instanceNames: many(26) })).rejects.toMatchObject(
      refusal('BatchLimitExceeded'),
    );
  });

  it('are listed by filters that are whole, and by tokens that a page has given', async () => {
    await expect(listed({ tagFilters: [{ Type: 'KEY_ONLY' }] })).rejects.toMatchObject(
      refusal('InvalidTagFilter'),
    );
    await expect(listed({ nextToken: 'mine' })).rejects.toMatchObject(refusal('InvalidNextToken'));
  });
});
