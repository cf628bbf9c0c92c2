import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { setFaults } from '../support/controls';
import { actionAnswer, actionId, actionRequest, signIn } from '../support/dashboard-client';
import { expect, test as base } from '../support/test';

type Send = (
  input: unknown,
  changed?: Record<string, string | undefined>,
  body?: string | Buffer,
) => Promise<Response>;

const PAGE = '/projects/nothing/settings';
const topicInput = (name: string, idempotencyKey = crypto.randomUUID()) => ({
  idempotencyKey,
  action: 'create-topic',
  pipeline: 'nothing',
  name,
});

/** Server actions as somebody sends them who is no page of ours, and what the page makes of a refusal. */
const test = base.extend<{ cookie: string; send: Send; topics: () => Promise<string[]> }>({
  cookie: async ({ starboard }, provide) => provide(await signIn(starboard, starboard.key)),
  /** Sends an action; headers given as undefined are left out. */
  send: ({ starboard, cookie }, provide) =>
    provide((input, changed = {}, body) => {
      const asked = actionRequest(actionId('notifications.notify'), starboard.dashboard, input);
      const headers = Object.entries({ ...asked.headers, cookie, ...changed });
      return starboard.ask(PAGE, {
        ...asked,
        body: body ?? asked.body,
        headers: Object.fromEntries(headers.filter(([, value]) => value !== undefined)),
      });
    }),
  topics: ({ starboard }, provide) =>
    provide(async () =>
      ((await new SNS(starboard.client).listTopics({})).Topics ?? []).map(
        (t) => t.TopicArn?.split(':').pop() ?? '',
      ),
    ),
});

test('an action is carried out for a page of ours, and for nobody else', async ({
  send,
  topics,
}) => {
  expect(await actionAnswer(await send(topicInput('ours')))).toMatchObject({ state: 'ok' });
  const attempts: [string, Record<string, string | undefined>, number][] = [
    ['no session', { cookie: undefined }, 401],
    ['no origin', { origin: undefined }, 403],
    ['another site', { origin: 'http://evil.example' }, 403],
    ['the browser says it comes from elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
    ['the browser says it comes from beside', { 'sec-fetch-site': 'same-site' }, 403],
    ['a rebound name', { host: 'evil.example' }, 401],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['an id of an older build', { 'next-action': `40${'0'.repeat(40)}` }, 409],
    ['no id', { 'next-action': 'constructor' }, 400],
  ];
  for (const [what, changed, status] of attempts)
    expect((await send(topicInput('theirs'), changed)).status, what).toBe(status);
  expect(await topics()).toEqual(['ours']);
});

test('an id of an older build is told apart, so that the page can say so', async ({ send }) => {
  const answer = await send(topicInput('older'), { 'next-action': `40${'1'.repeat(40)}` });
  expect(answer.headers.get('x-nextjs-action-not-found')).toBe('1');
});

test('what is too large, no form, or too deep is refused, and the dashboard goes on', async ({
  send,
  topics,
}) => {
  const bodies: [string, string | Buffer, number][] = [
    ['2 MB', 'x'.repeat(2 * 1024 * 1024), 413],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00, 0x7b]), 400],
    ['half of it', '[{"action"', 400],
    ['nothing', '', 400],
    ['brackets', '['.repeat(500_000), 400],
  ];
  for (const [what, body, status] of bodies)
    expect((await send({}, {}, body)).status, what).toBe(status);
  const nonsense = [
    {},
    null,
    'x',
    { ...topicInput('a'), idempotencyKey: 'mine' },
    { a: { b: [] } },
  ];
  for (const input of nonsense)
    expect(await actionAnswer(await send(input))).toMatchObject({
      state: 'failed',
      kind: 'invalid',
    });
  expect(await topics()).toEqual(['ours']);
});

test('a form of several parts is no action, whoever it names', async ({ send, topics }) => {
  const boundary = 'x'.repeat(20);
  const id = actionId('notifications.notify');
  const body = [
    `--${boundary}`,
    `content-disposition: form-data; name="$ACTION_ID_${id}"`,
    '',
    '',
    `--${boundary}--`,
    '',
  ].join('\r\n');
  const type = `multipart/form-data; boundary=${boundary}`;
  const withHeader = await send({}, { 'content-type': type }, body);
  const without = await send({}, { 'content-type': type, 'next-action': undefined }, body);
  expect([withHeader.status, without.status]).toEqual([415, 415]);
  expect(await topics()).toEqual(['ours']);
});

test('one key is one effect: twice, at the same time, and while the first still runs', async ({
  starboard,
  cookie,
  send,
  topics,
}) => {
  const sns = new SNS(starboard.client);
  const sqs = new SQS(starboard.client);
  const { TopicArn = '' } = await sns.createTopic({ Name: 'counted' });
  const { QueueUrl = '' } = await sqs.createQueue({ QueueName: 'counted' });
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['QueueArn'] });
  const Endpoint = Attributes?.['QueueArn'] ?? '';
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: Endpoint,
      },
    ],
  });
  await sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
  await sns.subscribe({ TopicArn, Protocol: 'sqs', Endpoint });
  const heard = async (): Promise<string | undefined> => {
    const names = ['ApproximateNumberOfMessages'] as const;
    const read = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [...names] });
    return read.Attributes?.[names[0]];
  };
  const input = {
    idempotencyKey: crypto.randomUUID(),
    action: 'test',
    pipeline: 'nothing',
    topic: TopicArn,
  };
  await setFaults(starboard.engine, {
    service: 'sns',
    operation: 'Publish',
    kind: 'delay',
    delayMs: 17_000,
  });
  const answers = await Promise.all([send(input), send(input)]);
  // The server's deadline: both are told that it still runs.
  const pending = { state: 'pending' };
  expect(await Promise.all(answers.map(actionAnswer))).toEqual([pending, pending]);
  const check = async (): Promise<unknown> => {
    const path = `/api/changes/${input.idempotencyKey}?kind=notification`;
    return (await starboard.ask(path, { headers: { cookie } })).json();
  };
  await expect.poll(check).toMatchObject({ state: 'done', result: { state: 'ok' } });
  await setFaults(starboard.engine);
  expect(await actionAnswer(await send(input))).toMatchObject({ state: 'ok' });
  await expect.poll(heard).toBe('1');
  // The key stands for that command and for no other.
  const other = { ...topicInput('twice', input.idempotencyKey) };
  expect(await actionAnswer(await send(other))).toMatchObject({ state: 'failed', kind: 'invalid' });
  expect(await topics()).not.toContain('twice');
  expect(await heard()).toBe('1');
});

test('a key that this process has never heard of: what can be read is said', async ({
  starboard,
  cookie,
}) => {
  const ask = async (query: string): Promise<unknown> => {
    const path = `/api/changes/${crypto.randomUUID()}?${query}`;
    return (await starboard.ask(path, { headers: { cookie } })).json();
  };
  expect(await ask('kind=project&name=none')).toEqual({
    state: 'unknown',
    message: 'There is no project none. You can press again.',
  });
  expect(await ask('kind=alarm&name=none')).toMatchObject({ state: 'unknown' });
  expect(await ask('kind=explode')).toMatchObject({ kind: 'invalid' });
  const wrong = await starboard.ask('/api/changes/x?kind=change', { headers: { cookie } });
  expect(wrong.status).toBe(400);
});

test('a page older than the server says so, and a reload keeps what was typed', async ({
  page,
  person,
  starboard,
}) => {
  await person.open('/projects/new?template=html5-site');
  const card = page.getByRole('form', { name: 'Project' });
  const name = card.getByLabel('Name', { exact: true });
  await name.fill('older');
  await expect(card.getByText('Free')).toBeVisible();
  await page.route('**/projects/new*', async (route) => {
    const headers = await route.request().allHeaders();
    if (headers['next-action'] === undefined) return route.fallback();
    await route.continue({ headers: { ...headers, 'next-action': `40${'0'.repeat(40)}` } });
  });
  await card.getByRole('button', { name: 'Create older' }).click();
  await expect(card.getByRole('alert')).toContainText('This page is older than Starboard');
  await expect(name).toHaveValue('older');
  await card.getByRole('button', { name: 'Reload' }).click();
  await expect(card.getByRole('alert')).toHaveCount(0);
  await expect(name).toHaveValue('older');
  const { StackSummaries = [] } = await new CloudFormation(starboard.client).listStacks({});
  expect(StackSummaries).toEqual([]);
});

test('a browser that is no longer signed in is told so, and keeps what was typed', async ({
  page,
  person,
  context,
}) => {
  await person.open('/projects/new?template=html5-site');
  const card = page.getByRole('form', { name: 'Project' });
  const name = card.getByLabel('Name', { exact: true });
  await name.fill('nobody');
  await expect(card.getByText('Free')).toBeVisible();
  await context.clearCookies();
  await card.getByRole('button', { name: 'Create nobody' }).click();
  await expect(card.getByRole('alert')).toContainText('no longer signed in');
  await expect(card.getByRole('alert')).toContainText('npx starboard open');
  await expect(name).toHaveValue('nobody');
});
