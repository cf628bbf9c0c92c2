import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { services } from '../services';
import { startTestEngine, type TestEngine } from '../testing/start';
import { fitsXml } from './codec/xml-text';
import { checkInput } from './members/check';
import { Registry } from './registry';
import { shapeOf, type Shape } from './shape';

const ACCOUNT = '000000000000';
/** What XML has no character for: a control character, a non-character, half a pair. */
const ODD = ['\u0000', '\u0001', '\u000b', '\u001f', '\ufffe', '\uffff', '\ud800', '\udc00x'];
const IN_XML = ['cloudformation', 'cloudwatch', 'ec2', 'iam', 'sns', 'sqs', 'sts'];

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.stop());

/** Every text in an input's shape, as an input with nothing else. */
function* texts(shape: Shape, value: string, depth = 0): Generator<unknown> {
  if (shape.kind === 'string') yield value;
  else if (depth > 6) return;
  else if (shape.kind === 'list') for (const v of texts(shape.value, value, depth + 1)) yield [v];
  else if (shape.kind === 'map') {
    yield { [value]: 'x' };
    for (const v of texts(shape.value, value, depth + 1)) yield { key: v };
  } else if (shape.kind === 'struct')
    for (const [name, member] of shape.members)
      for (const v of texts(member, value, depth + 1)) yield { [name]: v };
}

describe('a character that XML does not have', () => {
  it('is refused in every text of every served operation that answers in XML', async () => {
    const registry = new Registry();
    let count = 0;
    const taken: string[] = [];
    for (const service of IN_XML) {
      const { operations } = await registry.byName(service);
      for (const name of Object.keys(services[service]?.operations ?? {})) {
        const model = operations.get(name);
        if (!model) continue;
        for (const input of texts(shapeOf(model.input), 'a\u0001'))
          try {
            count++;
            checkInput(service, name, input as object, ACCOUNT);
            // SQS has an error of its own for messages, below.
            if (service === 'sqs' && /Message(Body|Attributes)|Entries/.test(JSON.stringify(input)))
              continue;
            taken.push(`${service}:${name} ${JSON.stringify(input)}`);
          } catch (error) {
            expect(error).toHaveProperty('code');
          }
      }
    }
    expect(count).toBeGreaterThan(500);
    expect(taken).toEqual([]);
  });

  it.each(ODD)('%j is refused by each service in its own words', async (odd) => {
    const { client } = engine;
    const refused = async (call: Promise<unknown>, name: string): Promise<void> => {
      await expect(call).rejects.toMatchObject({ name });
    };
    const text = `a${odd}`;
    const sqs = new SQS(client);
    const { QueueUrl } = await sqs.createQueue({ QueueName: 'q' });
    await refused(sqs.sendMessage({ QueueUrl, MessageBody: text }), 'InvalidMessageContents');
    const attribute = { a: { DataType: 'String', StringValue: text } };
    await refused(
      sqs.sendMessage({ QueueUrl, MessageBody: 'b', MessageAttributes: attribute }),
      'InvalidParameterValue',
    );
    await refused(sqs.tagQueue({ QueueUrl, Tags: { t: text } }), 'InvalidParameterValue');
    await refused(
      new CloudWatch(client).putMetricAlarm({
        AlarmName: 'a',
        AlarmDescription: text,
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 1,
      }),
      'ValidationException',
    );
    // A form is UTF-8, which has no half pairs: they come as the sign for what is missing.
    if (/\p{Surrogate}/u.test(odd)) return;
    const sns = new SNS(client);
    const { TopicArn } = await sns.createTopic({ Name: 't' });
    await refused(sns.publish({ TopicArn, Message: text }), 'InvalidParameterException');
    await refused(
      new CloudFormation(client).createStack({
        StackName: 's',
        TemplateBody: '{"Resources":{"R":{"Type":"AWS::S3::Bucket"}}}',
        Tags: [{ Key: 'k', Value: text }],
      }),
      'ValidationError',
    );
    await refused(
      new IAM(client).createRole({
        RoleName: 'r',
        AssumeRolePolicyDocument: '{}',
        Tags: [{ Key: 'k', Value: text }],
      }),
      'ValidationError',
    );
    await refused(
      new EC2(client).createSecurityGroup({ GroupName: 'g', Description: text }),
      'InvalidParameterValue',
    );
    await refused(
      new STS(client).assumeRole({
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
        RoleSessionName: text,
      }),
      'ValidationError',
    );
  });
});

describe('a list', () => {
  /** Escaped, a character is no character of the text: it is one of what the text says. */
  const TEMPLATE = JSON.stringify({
    Description: 'odd \u0001 \ufffe',
    Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'odd' } },
    Resources: { R: { Type: 'AWS::S3::Bucket' } },
    Outputs: { O: { Value: { Ref: 'P' }, Description: 'odd \u0002' } },
  }).replaceAll('\ufffe', '\\ufffe');

  it('of stacks is read where a template or a parameter says what XML cannot', async () => {
    await new SSM(engine.client).putParameter({ Name: 'odd', Type: 'String', Value: 'v\u0001' });
    await new CloudFormation(engine.client).createStack({
      StackName: 'odd',
      TemplateBody: TEMPLATE,
    });
    const cfn = new CloudFormation(engine.client);
    const { Stacks: [stack] = [] } = await cfn.describeStacks({});
    expect(stack?.Description).toBe('odd \ufffd \ufffd');
    expect(stack?.Parameters?.[0]?.ResolvedValue).toBe('v\ufffd');
    const { Parameters } = await cfn.validateTemplate({ TemplateBody: TEMPLATE });
    expect(Parameters).toHaveLength(1);
  });

  it.each(['\u0001', '\u001f', '\ufffe', 'é'])(
    'of objects has a key with %j, encoded where that is asked for',
    async (odd) => {
      const s3 = new S3({ ...engine.client, forcePathStyle: true });
      const Bucket = `keys-${odd.charCodeAt(0)}`;
      const Key = `a${odd}b`;
      await s3.createBucket({ Bucket });
      await s3.putBucketVersioning({
        Bucket,
        VersioningConfiguration: { Status: 'Enabled' },
      });
      await s3.putObject({ Bucket, Key, Body: 'x' });
      const url = { Bucket, EncodingType: 'url' } as const;
      const keys = [
        (await s3.listObjectsV2(url)).Contents?.[0]?.Key,
        (await s3.listObjects(url)).Contents?.[0]?.Key,
        (await s3.listObjectVersions(url)).Versions?.[0]?.Key,
      ];
      expect(keys.map((k) => decodeURIComponent(k ?? ''))).toEqual([Key, Key, Key]);
      // A lenient parser, as the SDK for JavaScript has one, reads a reference back.
      expect((await s3.listObjectsV2({ Bucket })).Contents?.[0]?.Key).toBe(Key);
      const { Deleted } = await s3.deleteObjects({ Bucket, Delete: { Objects: [{ Key }] } });
      expect(Deleted?.[0]?.Key).toBe(Key);
      expect((await s3.listObjectsV2({ Bucket })).KeyCount).toBe(0);
    },
  );

  it('of rules never has one: XML that refers to it is malformed', async () => {
    const s3 = new S3({ ...engine.client, forcePathStyle: true });
    await s3.createBucket({ Bucket: 'rules' });
    await expect(
      s3.putBucketLifecycleConfiguration({
        Bucket: 'rules',
        LifecycleConfiguration: {
          Rules: [
            { ID: 'a\u0001', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } },
          ],
        },
      }),
    ).rejects.toMatchObject({ name: 'MalformedXML' });
  });

  it('of errors is read, whatever the client said', async () => {
    const answer = await fetch(`${engine.endpoint}/no-such-bucket/%01`);
    const text = await answer.text();
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(fitsXml(text)).toBe(true);
  });
});
