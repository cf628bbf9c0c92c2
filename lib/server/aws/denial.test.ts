import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Help } from '@/lib/domain/result';
import { client } from './clients';
import { connectionTo, type Connection } from './connection';
import type { AppError } from './errors';
import { lacking, toAppError } from './errors';

/**
 * AWS's own texts: IAM user guide, "Troubleshoot access denied error messages" and "… with authorization ID"; AWS
 * Security Blog, "Enhanced access denied error messages with policy ARNs"; re:Post, "explicit deny in a service control
 * policy errors". Each with what a page then says.
 */
const JOHN = 'arn:aws:iam::123456789012:user/John';
const GROUPS = 'arn:aws:codedeploy:us-east-1:123456789012:deploymentgroup:*';
const SECRETS = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:*';
const SCP =
  'arn:aws:organizations::987654321098:policy/o-qv5af4abcd/service_control_policy/p-2kgnabcd';

type Case = readonly [name: string, text: string, message: string, nextStep: RegExp];

const PUBLISHED: readonly Case[] = [
  [
    'a service control policy, implicit',
    'User: arn:aws:iam::777788889999:user/John is not authorized to perform: codecommit:ListRepositories because no service control policy allows the codecommit:ListRespositories action',
    'John may not use codecommit:ListRepositories: no service control policy of the organization allows it.',
    /^No policy in this account can change that\. Ask whoever manages the organization's service control policies\.$/,
  ],
  [
    'a service control policy, explicit',
    'User: arn:aws:iam::777788889999:user/John is not authorized to perform: codecommit:ListRepositories with an explicit deny in a service control policy',
    'John may not use codecommit:ListRepositories: a service control policy denies it.',
    /service control policies\.$/,
  ],
  [
    'a service control policy, named',
    `User: arn:aws:iam::123456789012:user/Matt is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::123456789012:role/* with an explicit deny in a service control policy: ${SCP}`,
    'Matt may not use iam:ListRoles: a service control policy denies it.',
    new RegExp(`service control policies \\(${SCP}\\)\\.$`),
  ],
  [
    'a resource control policy',
    `User: ${JOHN} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRETS} with an explicit deny in a resource control policy`,
    'John may not use secretsmanager:GetSecretValue: a resource control policy denies it.',
    /organization that owns arn:aws:secretsmanager:us-east-1:123456789012:secret:\*\.$/,
  ],
  [
    'a VPC endpoint policy, implicit',
    `User: ${JOHN} is not authorized to perform: codecommit:ListRepositories because no VPC endpoint policy allows the codecommit:ListRepositories action`,
    'John may not use codecommit:ListRepositories: the VPC endpoint policy does not allow it.',
    /VPC endpoint/,
  ],
  [
    'a VPC endpoint policy, explicit',
    `User: ${JOHN} is not authorized to perform: codedeploy:ListDeployments on resource: ${GROUPS} with an explicit deny in a VPC endpoint policy`,
    'John may not use codedeploy:ListDeployments: the VPC endpoint policy denies it.',
    /VPC endpoint/,
  ],
  [
    'an endpoint policy that a service control policy decides',
    'User: arn:aws:sts::111122223333:assumed-role/role-name/role-session-name is not authorized to perform: SNS:Publish on resource: arn:aws:sns:us-east-1:444455556666:role-name-2\nwith an explicit deny in a VPC endpoint policy transitively through a service control policy',
    'role-name/role-session-name may not use SNS:Publish: a service control policy denies it.',
    /organization/,
  ],
  [
    'a permissions boundary, implicit',
    `User: ${JOHN} is not authorized to perform: codedeploy:ListDeployments on resource: ${GROUPS} because no permissions boundary allows the codedeploy:ListDeployments action`,
    'John may not use codedeploy:ListDeployments: the permissions boundary does not allow it.',
    /^More permissions do not help\. Ask whoever set the boundary to allow codedeploy:ListDeployments there\.$/,
  ],
  [
    'a permissions boundary, explicit',
    'User: arn:aws:iam::777788889999:user/John is not authorized to perform: sagemaker:ListModels with an explicit deny in a permissions boundary',
    'John may not use sagemaker:ListModels: the permissions boundary denies it.',
    /set the boundary to take the deny out/,
  ],
  [
    'a session policy, implicit',
    `User: ${JOHN} is not authorized to perform: codecommit:ListRepositories because no session policy allows the codecommit:ListRepositories action`,
    "John may not use codecommit:ListRepositories: the session's policy does not allow it.",
    /Sign in with a role or permission set that allows codecommit:ListRepositories/,
  ],
  [
    'a session policy, explicit, as the guide spells it',
    `User: ${JOHN} is not authorized to perform: codedeploy:ListDeployments on resource: ${GROUPS} with an explicit deny in a sessions policy`,
    "John may not use codedeploy:ListDeployments: the session's policy denies it.",
    /session/,
  ],
  [
    'a resource-based policy, implicit',
    `User: ${JOHN} is not authorized to perform: secretsmanager:GetSecretValue because no resource-based policy allows the secretsmanager:GetSecretValue action`,
    "John may not use secretsmanager:GetSecretValue: the resource's own policy does not allow it.",
    /^Ask whoever owns the resource to allow secretsmanager:GetSecretValue in its policy\.$/,
  ],
  [
    'a resource-based policy of another account',
    'User: arn:aws:sts::657483584613:assumed-role/shell/iam is not authorized to perform: SNS:Subscribe on resource: arn:aws:sns:us-east-1:092297851374:Wiz because no resource-based policy allows the SNS:Subscribe action',
    "shell/iam may not use SNS:Subscribe: the resource's own policy does not allow it.",
    /It is in account 092297851374: a policy of shell\/iam has to allow it too\.$/,
  ],
  [
    'a resource-based policy, explicit',
    `User: ${JOHN} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRETS} with an explicit deny in a resource-based policy`,
    "John may not use secretsmanager:GetSecretValue: the resource's own policy denies it.",
    /take the deny out of its policy/,
  ],
  [
    "a role's trust policy",
    `User: ${JOHN} is not authorized to perform: sts:AssumeRole because no role trust policy allows the sts:AssumeRole action`,
    "John may not use sts:AssumeRole: the role's trust policy does not allow it.",
    /trust policy/,
  ],
  [
    'an identity-based policy, implicit',
    'User: arn:aws:iam::123456789012:role/HR is not authorized to perform: codecommit:ListRepositories because no identity-based policy allows the codecommit:ListRepositories action',
    'HR lacks codecommit:ListRepositories.',
    /^Allow codecommit:ListRepositories in a policy of HR\. deploy\/policies\/view\.json has it\.$/,
  ],
  [
    'an identity-based policy, explicit',
    `User: arn:aws:iam::123456789012:role/HR is not authorized to perform: codedeploy:ListDeployments on resource: ${GROUPS} with an explicit deny in an identity-based policy`,
    'HR may not use codedeploy:ListDeployments: an identity-based policy denies it.',
    /^A deny outweighs every allow\. Ask whoever manages the policies of HR to take it out\.$/,
  ],
  [
    'a text that names no policy',
    'User: arn:aws:iam::123456789012:user/mateojackson is not authorized to perform: widgets:GetWidget on resource: my-example-widget',
    'mateojackson lacks widgets:GetWidget.',
    /^Allow widgets:GetWidget on my-example-widget in a policy of mateojackson\. No policy of deploy\/policies has it\.$/,
  ],
  [
    'a deny that names no policy',
    'User: arn:aws:iam::123456789012:user/tester is not authorized to perform: ec2:RunInstances on resource: role TestReadOnly with an explicit deny',
    'tester may not use ec2:RunInstances: a policy denies it.',
    /look through those of tester and of role TestReadOnly\.$/,
  ],
  [
    'nobody in particular',
    'User: anonymous is not authorized to perform: es:ESHttpGet because no resource-based policy allows the es:ESHttpGet action',
    "Whoever calls may not use es:ESHttpGet: the resource's own policy does not allow it.",
    /resource/,
  ],
];

const denied = (message: string, name = 'AccessDeniedException'): AppError =>
  toAppError(Object.assign(new Error(message), { name }));

describe("AWS's texts of denials", () => {
  it.each(PUBLISHED)('%s', (_name, text, message, nextStep) => {
    const said = denied(text);
    expect(said.kind).toBe('denied');
    expect(said.message).toBe(message);
    expect(said.help.nextStep).toMatch(nextStep);
  });

  it('a policy to copy is offered only where one more permission may mend it', () => {
    const offers = PUBLISHED.filter(([, text]) => denied(text).help.action !== undefined);
    expect(offers.map(([name]) => name)).toEqual([
      'an identity-based policy, implicit',
      'a text that names no policy',
    ]);
  });

  it('the action is looked up in the smallest of our policies', () => {
    const who = 'User: arn:aws:iam::123456789012:user/ada is not authorized to perform:';
    expect(denied(`${who} codepipeline:RollbackStage`).help.nextStep).toContain('operate.json');
    expect(denied(`${who} SNS:Subscribe`).help.nextStep).toContain('create.json');
    expect(denied(`${who} sqs:ReceiveMessage`).help.nextStep).toContain('live.json');
  });

  it('EC2: the encoded reason is opened by a command, and what the text says is said', () => {
    const said = denied(
      'You are not authorized to perform this operation. User: arn:aws:sts::999888777666:assumed-role/ReadOnly/Tom is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-1:999888777666:instance/* with an explicit deny in a service control policy. Encoded authorization failure message: XQ_jqde5rHje6j9P-qke7-HNpHWzSWvxYobh',
      'UnauthorizedOperation',
    );
    expect(said.message).toBe(
      'ReadOnly/Tom may not use ec2:RunInstances: a service control policy denies it.',
    );
    expect(said.help).toEqual<Help>({
      command:
        'aws sts decode-authorization-message --query DecodedMessage --output text --encoded-message XQ_jqde5rHje6j9P-qke7-HNpHWzSWvxYobh',
      nextStep: expect.stringMatching(/it needs sts:DecodeAuthorizationMessage\.$/) as string,
    });
  });

  it('EC2: an encoded reason alone is said to be one', () => {
    const said = denied(
      'You are not authorized to perform this operation. Encoded authorization failure message: 4Ai9qvVQYCx3kKoQaOtnKpzKCvrDlzzn_8R3vhbWP-TGw5',
      'UnauthorizedOperation',
    );
    expect(said.message).toBe('AWS refuses this call, and says why only in a coded message.');
    expect(said.help.command).toMatch(/decode-authorization-message .* 4Ai9q\S+-TGw5$/);
  });

  it('text that is no encoded message makes no command', () => {
    const said = denied(
      'Encoded authorization failure message: $(reboot)',
      'UnauthorizedOperation',
    );
    expect(said.help.command).toBeUndefined();
  });

  it("the Access Troubleshooter's id is a command too, and the policy is named without it", () => {
    const said = denied(
      'User: arn:aws:iam::123456789012:user/janedoe is not authorized to perform: iam:CreateInstanceProfile on resource: arn:aws:iam::123456789012:instance-profile/my-instance-profile with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/ExampleDenyPolicy. Go to https://us-east-1.console.aws.amazon.com/iam/home?region=us-east-1#/authorization-details/EXAMPLE1a2b3c4d5e6f7g8h9i0j for complete details, or call the GetRequestAuthorizationDetails API with the following authorization id: EXAMPLE1a2b3c4d5e6f7g8h9i0j',
    );
    expect(said.help.nextStep).toContain('(arn:aws:iam::123456789012:policy/ExampleDenyPolicy)');
    expect(said.help.command).toBe(
      'aws iam-toolbox get-request-authorization-details --authorization-id EXAMPLE1a2b3c4d5e6f7g8h9i0j',
    );
  });
});

const KMS =
  'User: arn:aws:sts::111122223333:assumed-role/Viewer/mara is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-2:111122223333:key/b997e702 because no identity-based policy allows the kms:Decrypt action';

/** How each protocol says that a call is denied: AWS JSON, EC2's Query, Query, S3. */
function answerOf(target: string | undefined, url: string, body: string): [string, string] {
  if (target !== undefined)
    return [
      'application/x-amz-json-1.1',
      JSON.stringify({
        __type: 'AccessDeniedException',
        message:
          'User: arn:aws:sts::111122223333:assumed-role/Viewer/mara is not authorized to perform: codepipeline:ListPipelines on resource: arn:aws:codepipeline:eu-west-2:111122223333:* because no permissions boundary allows the codepipeline:ListPipelines action',
      }),
    ];
  const query = /Action=(\w+)/.exec(body)?.[1];
  if (query === 'DescribeVpcs')
    return [
      'text/xml',
      '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors><RequestID>1</RequestID></Response>',
    ];
  if (query !== undefined)
    return [
      'text/xml',
      `<ErrorResponse><Error><Type>Sender</Type><Code>${query === 'ListTopics' ? 'AuthorizationError' : 'AccessDenied'}</Code><Message>User: arn:aws:iam::111122223333:user/mara is not authorized to perform: ${query === 'ListTopics' ? 'SNS:ListTopics' : 'cloudformation:DescribeStacks'}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
    ];
  const message = url.includes('encrypted') ? KMS : 'Access Denied';
  return [
    'application/xml',
    `<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>${message}</Message><RequestId>1</RequestId></Error>`,
  ];
}

describe('denials as each protocol brings them', () => {
  let server: Server;
  let connection: Connection;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const target = request.headers['x-amz-target'] as string | undefined;
        const [type, text] = answerOf(target, request.url ?? '', body);
        const status = target === undefined ? 403 : 400;
        response.writeHead(status, { 'content-type': type, 'x-amzn-requestid': '1' });
        response.end(request.method === 'HEAD' ? undefined : text);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    connection = connectionTo({
      backend: 'aws',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'eu-west-2',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    });
  });
  afterAll(() => new Promise((done) => server.close(done)));

  const refusal = (call: Promise<unknown>): Promise<AppError> =>
    call.then(
      () => expect.fail('it was not refused') as never,
      (error: unknown) => toAppError(error),
    );

  it('JSON', async () => {
    const call = (await client('codepipeline', connection)).listPipelines({});
    expect((await refusal(call)).message).toBe(
      'Viewer/mara may not use codepipeline:ListPipelines: the permissions boundary does not allow it.',
    );
  });

  it("Query, and SNS's own name for it", async () => {
    const stacks = (await client('cloudformation', connection)).describeStacks({});
    expect((await refusal(stacks)).message).toBe('mara lacks cloudformation:DescribeStacks.');
    const topics = (await client('sns', connection)).listTopics({});
    expect(await refusal(topics)).toMatchObject({
      kind: 'denied',
      message: 'mara lacks SNS:ListTopics.',
    });
  });

  it('EC2 without a word: the call names its action', async () => {
    const call = (await client('ec2', connection)).describeVpcs({});
    expect(await refusal(call)).toMatchObject({
      message: 'The permission is missing: ec2:DescribeVpcs.',
      help: {
        action: 'ec2:DescribeVpcs',
        nextStep: expect.stringContaining('create.json') as string,
      },
    });
  });

  it('S3 without a word, with and without a body: bucket and key may be the cause', async () => {
    const s3 = await client('s3', connection);
    for (const call of [
      () => s3.getObject({ Bucket: 'b', Key: 'plain' }),
      () => s3.headObject({ Bucket: 'b', Key: 'plain' }),
    ])
      expect(await refusal(call())).toMatchObject({
        kind: 'denied',
        message: 'The permission is missing: s3:GetObject.',
        help: {
          action: 's3:GetObject',
          nextStep: expect.stringMatching(/the bucket's, .*kms:Decrypt.*view\.json/) as string,
        },
      });
  });

  it('KMS inside S3: the key is named, and no permission for S3 is asked for', async () => {
    const s3 = await client('s3', connection);
    const error = await s3.getObject({ Bucket: 'b', Key: 'encrypted' }).catch((e: unknown) => e);
    for (const said of [toAppError(error), lacking(error, 's3:GetObject')])
      expect(said).toMatchObject({
        message: 'Viewer/mara lacks kms:Decrypt.',
        help: {
          action: 'kms:Decrypt',
          nextStep: expect.stringMatching(
            /on arn:aws:kms:eu-west-2:111122223333:key\/b997e702 in a policy of Viewer\/mara, and in the key's own policy/,
          ) as string,
        },
      });
  });
});
