import { targets } from '../templates/targets/index';
import { clientCalls, type Call } from './calls';
import { FLEET_HANDLERS, FORMER, HANDLERS } from './policy-handlers';

const PASSED = [
  'iam:PassRole',
  'codeconnections:PassConnection',
  'codestar-connections:PassConnection',
];

/** S3 has no action of the name of some of its calls (Service Authorization Reference, "Actions for Amazon S3"). */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  // Tags given at creation are a permission of their own.
  'logs:CreateLogGroup': ['logs:CreateLogGroup', 'logs:TagResource'],
  'cloudformation:CreateStack': ['cloudformation:CreateStack', 'cloudformation:TagResource'],
  's3:HeadObject': ['s3:GetObject'],
  's3:HeadBucket': ['s3:ListBucket'],
  // A pipeline is given its role and its connections; a deployment reads its configuration and registers its revision.
  'codebuild:UpdateProject': ['codebuild:UpdateProject', 'iam:PassRole'],
  'codepipeline:UpdatePipeline': ['codepipeline:UpdatePipeline', ...PASSED],
  'codepipeline:CreatePipeline': ['codepipeline:CreatePipeline', ...PASSED],
  'codedeploy:CreateDeployment': [
    'codedeploy:CreateDeployment',
    'codedeploy:GetApplicationRevision',
    'codedeploy:GetDeploymentConfig',
    'codedeploy:RegisterApplicationRevision',
  ],
  // The first rule of an account makes the service's own role (IAM guide, "Service-linked roles for AWS CodeStar Notifications").
  'codestar-notifications:CreateNotificationRule': [
    'codestar-notifications:CreateNotificationRule',
    'iam:CreateServiceLinkedRole',
  ],
  'cloudwatch:PutMetricAlarm': ['cloudwatch:PutMetricAlarm', 'cloudwatch:TagResource'],
  // The service has two names, and an ARN is of either (Developer Tools console guide, "Connections rename").
  'codestar-connections:GetConnection': [
    'codeconnections:GetConnection',
    'codestar-connections:GetConnection',
  ],
  'codestar-connections:ListConnections': [
    'codeconnections:ListConnections',
    'codestar-connections:ListConnections',
  ],
  'sqs:DeleteMessageBatch': ['sqs:DeleteMessage'],
  'sqs:CreateQueue': ['sqs:CreateQueue', 'sqs:TagQueue'],
  'events:PutRule': ['events:PutRule', 'events:TagResource'],
  's3:GetObject': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:DeleteObjects': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListObjectsV2': ['s3:ListBucket'],
};

const actionOf = ({ service, method }: Call): readonly string[] => {
  const name = `${service}:${method.charAt(0).toUpperCase()}${method.slice(1)}`;
  return ACTIONS[name] ?? [name];
};

/** Folders by what they are for: reading, changing what runs, making and deleting projects. */
const LEVELS = {
  view: [
    'data',
    'traffic',
    'aws',
    'diff',
    'live',
    'commits',
    'evidence',
    'execution',
    'artifacts',
    'insights',
    'builds',
    'logs',
    '',
  ],
  live: ['events'],
  operate: ['changes', 'permissions', 'pipelines', 'build-projects'],
  create: ['projects', 'notifications'],
} as const;
export type Level = keyof typeof LEVELS | 'live-queue' | 'servers';

/** Of the folder of events: what looks at a queue that the account's owner has made, and what reads either. */
const LOOKS_AT_GIVEN = 'lib/server/events/given-queue.ts';
const READS_QUEUE = 'lib/server/events/listening.ts';

/** What no call is named after, and what its answer depends on. */
const BESIDE: Readonly<Partial<Record<Level, readonly string[]>>> = {
  // Without it S3 answers 403, not 404, for an object that is not there (S3 API, GetObject and HeadObject).
  view: ['s3:ListBucket'],
};

/** Keys of the account's own are used through the services whose data they encrypt, and in no other way. */
const DECRYPT = {
  Sid: 'OwnKeys',
  Effect: 'Allow',
  Action: ['kms:Decrypt'],
  Resource: '*',
  Condition: {
    StringLike: {
      'kms:ViaService': [
        's3.*.amazonaws.com',
        's3.*.amazonaws.com.cn',
        'codecommit.*.amazonaws.com',
        'codecommit.*.amazonaws.com.cn',
      ],
    },
  },
} as const;

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: string;
    readonly Condition?: object;
  }[];
}

/** GetCallerIdentity needs no permission. */
const FREE = new Set(['sts:GetCallerIdentity']);

/** Sent to the engine alone: refused on AWS before any call (lib/server/changes/instances.ts, data/instance-console.ts). */
const ENGINE_ALONE = new Set(['ec2:GetConsoleOutput', 'ec2:StartInstances', 'ec2:StopInstances']);

const actionsOf = (calls: readonly Call[], level: keyof typeof LEVELS): string[] =>
  [
    ...new Set(
      calls
        .filter((c) => (LEVELS[level] as readonly string[]).includes(c.folder))
        .flatMap(actionOf)
        .concat(BESIDE[level] ?? []),
    ),
  ]
    .filter((a) => !FREE.has(a) && !ENGINE_ALONE.has(a))
    .sort();

/** The policies: `live` what a queue of our own for events needs and no more, of names that begin as ours do; `live-queue` what reading one needs that the account's owner has made; `operate` holds what `view` holds; `create` holds what is needed beside `operate`, and `servers` what the targets with a load balancer need beside both. A resource type without its handler's permissions throws. */
export function policies(
  calls: readonly Call[],
  resourceTypes: readonly string[],
): Record<Level, Policy> {
  const statement = (Sid: string, Action: readonly string[], Resource = '*') => ({
    Sid,
    Effect: 'Allow' as const,
    Action,
    Resource,
  });
  const view = statement('View', actionsOf(calls, 'view'));
  const operate = statement(
    'Operate',
    actionsOf(calls, 'operate').filter((a) => !view.Action.includes(a)),
  );
  const create = statement(
    'Create',
    actionsOf(calls, 'create').filter(
      (a) => !view.Action.includes(a) && !operate.Action.includes(a),
    ),
  );
  const made = resourceTypes.flatMap((type) => {
    const handler = HANDLERS[type];
    if (FLEET_HANDLERS[type]) return [];
    if (!handler)
      throw new Error(`${type} has no handler permissions in scripts/policy-handlers.ts.`);
    return handler;
  });
  const former = Object.values(FORMER).flat();
  // A managed policy holds 6,144 characters: what a statement before this one allows is not said twice.
  const granted = new Set([view, operate, create].flatMap((s) => s.Action));
  const stack = statement(
    'StackInYourName',
    [...new Set([...made, ...former])].filter((a) => !granted.has(a)).sort(),
  );
  const stackGrants = new Set([...granted, ...stack.Action]);
  const fleets = statement(
    'ServersInYourName',
    [...new Set(Object.values(FLEET_HANDLERS).flat())].filter((a) => !stackGrants.has(a)).sort(),
  );
  const all = (...Statement: Policy['Statement'][number][]): Policy => ({
    Version: '2012-10-17',
    Statement,
  });
  const own = calls.filter((c) => c.file !== LOOKS_AT_GIVEN);
  const given = calls.filter((c) => c.file === LOOKS_AT_GIVEN || c.file === READS_QUEUE);
  const events = actionsOf(own, 'live');
  const of = (service: string): string[] => events.filter((a) => a.startsWith(`${service}:`));
  const live = [
    statement('EventsOfOurOwnRule', of('events'), 'arn:*:events:*:*:rule/starboard-live-*'),
    statement(
      'OurOwnQueue',
      of('sqs').filter((a) => a !== 'sqs:ListQueues'),
      'arn:*:sqs:*:*:starboard-live-*',
    ),
    statement('FindLeftOvers', ['sqs:ListQueues']),
  ];
  return {
    view: all(view, DECRYPT),
    live: all(...live),
    'live-queue': all(
      statement('ReadTheQueue', actionsOf(given, 'live'), 'arn:*:sqs:*:*:starboard-events-*'),
    ),
    operate: all(view, DECRYPT, operate),
    // Attached beside `operate`: together they are larger than one managed policy may be.
    create: all(create, stack),
    servers: all(fleets),
  };
}

export const text = (policy: Policy): string => `${JSON.stringify(policy, null, 2)}\n`;

/** The resource types of every target's document. */
export function resourceTypes(): string[] {
  const made = Object.values(targets).flatMap((target) =>
    Object.values(
      target({
        name: 'demo',
        environments: ['staging', 'production'],
        approve: ['production'],
        runtime: 'nodejs',
        reports: [{ name: 'tests', type: 'TEST' }],
      }).Resources,
    ),
  );
  return [...new Set(made.map((r) => r.Type))];
}

/** The policies as the code of the checkout needs them. */
export const madePolicies = (root: string): Record<Level, Policy> =>
  policies(clientCalls(root), resourceTypes());
