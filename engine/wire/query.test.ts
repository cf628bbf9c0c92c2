import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../testing/start';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

/** A form, as AWS CLI 2.9 and the SDK for JavaScript 2 send it to services that speak JSON by now. */
async function form(
  service: string,
  params: Record<string, string>,
  credentials = engine.client.credentials,
): Promise<{ status: number; text: string }> {
  const url = new URL(engine.endpoint);
  const body = new URLSearchParams(params).toString();
  const signer = new SignatureV4({
    service,
    region: 'us-east-1',
    credentials,
    sha256: Sha256,
  });
  const signed: unknown = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname: url.hostname,
    port: Number(url.port),
    path: '/',
    query: {},
    headers: { host: url.host, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body,
  } as never);
  const answer = await fetch(engine.endpoint, {
    method: 'POST',
    headers: (signed as { headers: Record<string, string> }).headers,
    body,
  });
  return { status: answer.status, text: await answer.text() };
}

describe('a form', () => {
  it('is answered by SQS, with its flat lists and maps', async () => {
    const sqs = (Action: string, more: Record<string, string> = {}) =>
      form('sqs', { Action, Version: '2012-11-05', ...more });
    const made = await sqs('CreateQueue', {
      QueueName: 'old',
      'Attribute.1.Name': 'VisibilityTimeout',
      'Attribute.1.Value': '77',
    });
    const QueueUrl = /<QueueUrl>(.*?)<\/QueueUrl>/.exec(made.text)?.[1] ?? '';
    expect(made).toMatchObject({
      status: 200,
      text: expect.stringContaining(
        '<CreateQueueResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><CreateQueueResult>',
      ) as string,
    });
    const asked = await sqs('GetQueueAttributes', {
      QueueUrl,
      'AttributeName.1': 'VisibilityTimeout',
    });
    expect(asked.text).toContain(
      '<Attribute><Name>VisibilityTimeout</Name><Value>77</Value></Attribute>',
    );
    await sqs('SendMessage', { QueueUrl, MessageBody: 'a & b' });
    const got = await sqs('ReceiveMessage', { QueueUrl });
    expect(got.text).toMatch(/<ReceiveMessageResult><Message>.*<Body>a &(amp|#38);? b<\/Body>/);
    const none = await sqs('GetQueueUrl', { QueueName: 'nobody' });
    expect(none.status).toBe(400);
    expect(none.text).toContain('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
  });

  it('is answered by CloudWatch', async () => {
    const cloudwatch = (Action: string, more: Record<string, string> = {}) =>
      form('monitoring', { Action, Version: '2010-08-01', ...more });
    const put = await cloudwatch('PutMetricData', {
      Namespace: 'Old',
      'MetricData.member.1.MetricName': 'Visits',
      'MetricData.member.1.Value': '3',
      'MetricData.member.1.Dimensions.member.1.Name': 'Page',
      'MetricData.member.1.Dimensions.member.1.Value': 'Home',
    });
    expect(put.status).toBe(200);
    const listed = await cloudwatch('ListMetrics', { Namespace: 'Old' });
    expect(listed.text).toContain('<MetricName>Visits</MetricName>');
    expect(listed.text).toContain('<Name>Page</Name><Value>Home</Value>');
    const refused = await cloudwatch('PutMetricAlarm', { AlarmName: 'a', ComparisonOperator: 'x' });
    expect(refused.status).toBe(400);
    expect(refused.text).toMatch(/<Code>Validation(Error|Exception)<\/Code>/);
  });

  it.each([
    ['sqs', 'ListQueues', '2012-11-05'],
    ['monitoring', 'ListMetrics', '2010-08-01'],
    ['sns', 'ListTopics', '2010-03-31'],
  ])(
    'to %s that is signed wrongly is refused as its protocol does',
    async (service, Action, Version) => {
      const refused = (credentials: TestEngine['client']['credentials']) =>
        form(service, { Action, Version }, credentials);
      const { accessKeyId, secretAccessKey } = engine.client.credentials;
      const wrong = await refused({ accessKeyId, secretAccessKey: 'wrong' });
      expect(wrong.status).toBe(403);
      expect(wrong.text).toMatch(
        /<ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type><Code>SignatureDoesNotMatch<\/Code>/,
      );
      const unknown = await refused({ accessKeyId: 'AKIDUNKNOWN', secretAccessKey });
      expect(unknown.text).toContain('<Code>InvalidClientTokenId</Code>');
    },
  );
});
