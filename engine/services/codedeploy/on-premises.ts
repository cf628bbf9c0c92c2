import type * as CD from '@aws-sdk/client-codedeploy';
import { ALNUM } from '../../core/alphabets';
import { matchesAny, selectsOnPremises } from '../../core/deployment/tag-filters';
import type { Ctx, Handler, Wire } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { page } from '../../core/paging';
import { PAGE_SIZE, type GroupSettings } from './documents';
import { isWhole } from './tag-filters';
import type { Tag } from './tag-limits';

/** A machine that is no EC2 instance and is registered; the record stays when it is deregistered. */
export interface OnPremisesInstance {
  readonly name: string;
  readonly arn: string;
  /** Who its agent is: one of these two. */
  readonly iamUserArn?: string | undefined;
  readonly iamSessionArn?: string | undefined;
  readonly registeredAt: number;
  readonly deregisteredAt?: number | undefined;
  readonly tags: readonly Tag[];
}

/** By name. */
export const onPremisesInstances = kind<OnPremisesInstance>('codedeploy.on-premises-instance');

export const isRegistered = (i: OnPremisesInstance): boolean => i.deregisteredAt === undefined;

/** The registered instances that a deployment group selects by their tags. */
export const onPremisesFleet = (ctx: Ctx, group: GroupSettings): OnPremisesInstance[] =>
  ctx.store
    .list(onPremisesInstances)
    .filter((i) => isRegistered(i) && selectsOnPremises(i.tags, group));

/** Limits that AWS's own CLI checks (awscli, customizations/codedeploy/utils.py). */
const NAME = /^(?!i-)[A-Za-z0-9+=,.@_-]{1,100}$/;
const MAX_TAGS = 10;
const MAX_KEY = 128;
const MAX_VALUE = 256;
const USER_ARN = /^arn:[\w-]+:iam::\d{12}:user\/[A-Za-z0-9/+=,.@_-]+$/;
/** [doc23] "Register an on-premises instance with an IAM session ARN": a role's session, by its name. */
const SESSION_ARN = /^arn:[\w-]+:sts::\d{12}:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]{2,64}$/;
/** [model] BatchGetOnPremisesInstances. */
const MAX_BATCH = 25;

/** [infer] The most instances that one call can tag: CodeDeploy's other limit for names in a call. */
export const MAX_TAGGED = 100;

/** [infer] Without a registration status, deregistered instances are listed, too. */
export const LISTS_DEREGISTERED: boolean = true;

/** [infer] A tag without a value is removed whatever its value is. */
export const REMOVES_BY_KEY: boolean = true;

/** [infer] What a deregistered instance was registered with may be used again, its name too. */
export const DEREGISTERED_IS_FREE: boolean = true;

function checkName(name: string): string {
  if (name === '')
    throw new AwsError('InstanceNameRequiredException', 'An on-premises instance name is required');
  if (!NAME.test(name))
    throw new AwsError(
      'InvalidInstanceNameException',
      `The on-premises instance name ${name.slice(0, 200)} is not valid: 1 to 100 letters, digits and +=,.@_-, not beginning with i-`,
    );
  return name;
}

function registeredOrThrow(ctx: Ctx, name: string): OnPremisesInstance {
  const found = ctx.store.get(onPremisesInstances, checkName(name));
  if (!found || !isRegistered(found)) throw notRegistered(name);
  return found;
}

const notRegistered = (name: string): AwsError =>
  new AwsError(
    'InstanceNotRegisteredException',
    `The on-premises instance ${name} is not registered`,
  );

/** Exactly one of both, in its form. */
function identityOf({
  iamUserArn,
  iamSessionArn,
}: Wire<CD.RegisterOnPremisesInstanceInput>): Pick<
  OnPremisesInstance,
  'iamUserArn' | 'iamSessionArn'
> {
  if (iamUserArn !== undefined && iamSessionArn !== undefined)
    throw new AwsError(
      'MultipleIamArnsProvidedException',
      'Give the ARN of an IAM user or of an IAM session, not both',
    );
  if (iamUserArn === '')
    throw new AwsError('IamUserArnRequiredException', 'The ARN of an IAM user is required');
  if (!iamUserArn && !iamSessionArn)
    throw new AwsError(
      'IamArnRequiredException',
      'The ARN of an IAM user or of an IAM session is required',
    );
  if (iamUserArn !== undefined && !USER_ARN.test(iamUserArn))
    throw new AwsError('InvalidIamUserArnException', `${iamUserArn} is not the ARN of an IAM user`);
  if (iamSessionArn !== undefined && !SESSION_ARN.test(iamSessionArn))
    throw new AwsError(
      'InvalidIamSessionArnException',
      `${iamSessionArn} is not the ARN of an IAM session`,
    );
  return { iamUserArn, iamSessionArn };
}

function checkUnused(ctx: Ctx, name: string, identity: ReturnType<typeof identityOf>): void {
  const others = ctx.store
    .list(onPremisesInstances)
    .filter((i) => !DEREGISTERED_IS_FREE || isRegistered(i));
  const taken = (code: string, what: string): AwsError =>
    new AwsError(code, `${what} is already registered`);
  if (others.some((i) => i.name === name))
    throw taken('InstanceNameAlreadyRegisteredException', `The on-premises instance name ${name}`);
  const { iamUserArn, iamSessionArn } = identity;
  if (iamUserArn && others.some((i) => i.iamUserArn === iamUserArn))
    throw taken('IamUserArnAlreadyRegisteredException', `The IAM user ${iamUserArn}`);
  if (iamSessionArn && others.some((i) => i.iamSessionArn === iamSessionArn))
    throw taken('IamSessionArnAlreadyRegisteredException', `The IAM session ${iamSessionArn}`);
}

export const registerOnPremisesInstance: Handler<CD.RegisterOnPremisesInstanceInput, object> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const name = checkName(input.instanceName);
    const identity = identityOf(input);
    checkUnused(ctx, name, identity);
    ctx.store.put(onPremisesInstances, name, {
      name,
      // [doc] GetOnPremisesInstance, "Examples": the name and a suffix of ten characters.
      arn: ctx.arn('codedeploy', `instance/${name}_${ctx.ids.random(10, ALNUM)}`),
      ...identity,
      registeredAt: ctx.clock.now(),
      tags: [],
    });
    return {};
  });

/** [model] No error says that it was not registered: then there is nothing to do. */
export const deregisterOnPremisesInstance: Handler<CD.DeregisterOnPremisesInstanceInput, object> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const found = ctx.store.get(onPremisesInstances, checkName(input.instanceName));
    if (found && isRegistered(found))
      ctx.store.put(onPremisesInstances, found.name, {
        ...found,
        deregisteredAt: ctx.clock.now(),
      });
    return {};
  });

const infoOf = (i: OnPremisesInstance): CD.InstanceInfo => ({
  instanceName: i.name,
  instanceArn: i.arn,
  iamUserArn: i.iamUserArn,
  iamSessionArn: i.iamSessionArn,
  registerTime: new Date(i.registeredAt),
  deregisterTime: i.deregisteredAt === undefined ? undefined : new Date(i.deregisteredAt),
  tags: [...i.tags],
});

export const getOnPremisesInstance: Handler<
  CD.GetOnPremisesInstanceInput,
  CD.GetOnPremisesInstanceOutput
> = (input, ctx) => {
  const found = ctx.store.get(onPremisesInstances, checkName(input.instanceName));
  if (!found) throw notRegistered(input.instanceName);
  return { instanceInfo: infoOf(found) };
};

export const batchGetOnPremisesInstances: Handler<
  CD.BatchGetOnPremisesInstancesInput,
  CD.BatchGetOnPremisesInstancesOutput
> = (input, ctx) => {
  checkSome(input.instanceNames, MAX_BATCH, 'BatchLimitExceededException');
  const found = input.instanceNames.map((n) => ctx.store.get(onPremisesInstances, checkName(n)));
  return { instanceInfos: found.flatMap((i) => (i ? [infoOf(i)] : [])) };
};

function checkSome(names: readonly string[], most: number, tooMany: string): void {
  if (!names.length)
    throw new AwsError('InstanceNameRequiredException', 'An on-premises instance name is required');
  if (names.length > most)
    throw new AwsError(tooMany, `At most ${most} on-premises instance names`);
}

export const listOnPremisesInstances: Handler<
  CD.ListOnPremisesInstancesInput,
  CD.ListOnPremisesInstancesOutput
> = (input, ctx) => {
  const { registrationStatus, tagFilters = [] } = input;
  const wrong = tagFilters.find((f) => !isWhole(f));
  if (wrong)
    throw new AwsError(
      'InvalidTagFilterException',
      `The tag filter ${JSON.stringify(wrong)} lacks its key or its value`,
    );
  const names = ctx.store
    .list(onPremisesInstances)
    .filter(
      (i) =>
        (registrationStatus === undefined
          ? LISTS_DEREGISTERED || isRegistered(i)
          : isRegistered(i) === (registrationStatus === 'Registered')) &&
        (!tagFilters.length || matchesAny(i.tags, tagFilters)),
    )
    .map((i) => i.name);
  const { items, nextToken } = page(names, PAGE_SIZE, input.nextToken);
  return { instanceNames: items, nextToken };
};

function checkTag({ Key = '', Value = '' }: Wire<CD.Tag>): void {
  const bad = (message: string): AwsError => new AwsError('InvalidTagException', message);
  if (Key === '' || Key.length > MAX_KEY)
    throw bad(`A tag's key has 1 to ${MAX_KEY} characters: ${Key.slice(0, MAX_KEY)}`);
  if (Value.length > MAX_VALUE)
    throw bad(`The tag ${Key} has a value of more than ${MAX_VALUE} characters`);
}

/** Every instance named gets the tags that `change` makes of its own, or none does. */
function retag(
  ctx: Ctx,
  { instanceNames, tags }: Wire<CD.AddTagsToOnPremisesInstancesInput>,
  change: (own: readonly Tag[]) => Tag[],
): object {
  checkSome(instanceNames, MAX_TAGGED, 'InstanceLimitExceededException');
  if (!tags.length) throw new AwsError('TagRequiredException', 'A tag is required');
  tags.forEach(checkTag);
  return ctx.store.transaction(() => {
    for (const name of instanceNames) {
      const instance = registeredOrThrow(ctx, name);
      ctx.store.put(onPremisesInstances, name, { ...instance, tags: change(instance.tags) });
    }
    return {};
  });
}

export const addTagsToOnPremisesInstances: Handler<CD.AddTagsToOnPremisesInstancesInput, object> = (
  input,
  ctx,
) =>
  retag(ctx, input, (own) => {
    const added = input.tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
    const all = [...new Map([...own, ...added].map((tag) => [tag.Key, tag])).values()];
    if (all.length > MAX_TAGS)
      throw new AwsError(
        'TagLimitExceededException',
        `An on-premises instance has at most ${MAX_TAGS} tags`,
      );
    return all;
  });

export const removeTagsFromOnPremisesInstances: Handler<
  CD.RemoveTagsFromOnPremisesInstancesInput,
  object
> = (input, ctx) =>
  retag(ctx, input, (own) =>
    own.filter(
      (tag) =>
        !input.tags.some(
          (t) => t.Key === tag.Key && (t.Value ?? (REMOVES_BY_KEY ? tag.Value : '')) === tag.Value,
        ),
    ),
  );
