import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { expect, test } from '@playwright/test';
import { actionAnswer, actionId, actionRequest, signIn } from '../support/dashboard-client';
import { newHome, removeHome, startStarboard, type Running } from '../support/launch';

/** Server actions as somebody sends them who is no page of ours, and what the page makes of a refusal. */
let home = '';
let running: Running;
let cookie = '';
test.beforeAll(async () => {
  home = newHome();
  running = await startStarboard(home);
  cookie = await signIn(running, running.key);
});
test.afterAll(async () => {
  await running.stop();
  removeHome(home);
});

const PAGE = '/projects/nothing/settings';
const topicInput = (name: string, idempotencyKey = crypto.randomUUID()) => ({
  idempotencyKey,
  action: 'create-topic',
  pipeline: 'nothing',
  name,
});
const topics = async (): Promise<string[]> =>
  ((await new SNS(running.client).listTopics({})).Topics ?? []).map(
    (t) => t.TopicArn?.split(':').pop() ?? '',
  );

/** Sends an action; headers given as undefined are left out. */
function send(
  input: unknown,
  changed: Record<string, string | undefined> = {},
  body?: string | Buffer,
): Promise<Response> {
  const asked = actionRequest(actionId('notifications.notify'), running.dashboard, input);
  const headers = Object.entries({ ...asked.headers, cookie, ...changed });
  return running.ask(PAGE, {
    ...asked,
    body: body ?? asked.body,
    headers: Object.fromEntries(headers.filter(([, value]) => value !== undefined)),
  });
}

test('an action is carried out for a page of ours, and for nobody else', async () => {
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

test('an id of an older build is told apart, so that the page can say so', async () => {
  const answer = await send(topicInput('older'), { 'next-action': `40${'1'.repeat(40)}` });
  expect(answer.headers.get('x-nextjs-action-not-found')).toBe('1');
});

test('what is too large, no form, or too deep is refused, and the dashboard goes on', async () => {
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

test('a form of several parts is no action, whoever it names', async () => {
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

const faults = (list: object[]): Promise<Response> =>
  fetch(`${running.engine}/_starboard/faults`, {
    method: 'POST',
    body: JSON.stringify({ faults: list }),
  });

test('one key is one effect: twice, at the same time, and while the first still runs', async () => {
  const sns = new SNS(running.client);
  const sqs = new SQS(running.client);
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
  await faults([{ service: 'sns', operation: 'Publish', kind: 'delay', delayMs: 17_000 }]);
  const answers = await Promise.all([send(input), send(input)]);
  // The server's deadline: both are told that it still runs.
  const pending = { state: 'pending' };
  expect(await Promise.all(answers.map(actionAnswer))).toEqual([pending, pending]);
  const check = async (): Promise<unknown> => {
    const path = `/api/changes/${input.idempotencyKey}?kind=notification`;
    return (await running.ask(path, { headers: { cookie } })).json();
  };
  await expect.poll(check).toMatchObject({ state: 'done', result: { state: 'ok' } });
  await faults([]);
  expect(await actionAnswer(await send(input))).toMatchObject({ state: 'ok' });
  await expect.poll(heard).toBe('1');
  // The key stands for that command and for no other.
  const other = { ...topicInput('twice', input.idempotencyKey) };
  expect(await actionAnswer(await send(other))).toMatchObject({ state: 'failed', kind: 'invalid' });
  expect(await topics()).not.toContain('twice');
  expect(await heard()).toBe('1');
});

test('a key that this process has never heard of: what can be read is said', async () => {
  const ask = async (query: string): Promise<unknown> => {
    const path = `/api/changes/${crypto.randomUUID()}?${query}`;
    return (await running.ask(path, { headers: { cookie } })).json();
  };
  expect(await ask('kind=project&name=none')).toEqual({
    state: 'unknown',
    message: 'There is no project none. You can press again.',
  });
  expect(await ask('kind=alarm&name=none')).toMatchObject({ state: 'unknown' });
  expect(await ask('kind=explode')).toMatchObject({ kind: 'invalid' });
  const wrong = await running.ask('/api/changes/x?kind=change', { headers: { cookie } });
  expect(wrong.status).toBe(400);
});

test('a page older than the server says so, and a reload keeps what was typed', async ({
  page,
}) => {
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await page.goto(`${running.dashboard}/projects/new?template=html5-site`);
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
  const { StackSummaries = [] } = await new CloudFormation(running.client).listStacks({});
  expect(StackSummaries).toEqual([]);
});

test('a browser that is no longer signed in is told so, and keeps what was typed', async ({
  page,
  context,
}) => {
  await page.goto(`${running.dashboard}/?key=${running.key}`);
  await page.goto(`${running.dashboard}/projects/new?template=html5-site`);
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
