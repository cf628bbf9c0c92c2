import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../testing/start';

let engine: TestEngine;
let sqs: SQS;
beforeAll(async () => {
  engine = await startTestEngine();
  sqs = new SQS(engine.client);
});
afterAll(() => engine.stop());

const queue = async (QueueName: string, Attributes: Record<string, string> = {}): Promise<string> =>
  (await sqs.createQueue({ QueueName, Attributes })).QueueUrl ?? '';
const MIB = 1_048_576;
const text = (bytes: number): string => 'x'.repeat(bytes);

describe('the largest message', () => {
  it('has 1 MiB by default, with the names, types and values of its attributes', async () => {
    const QueueUrl = await queue('large');
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    expect(Attributes?.['MaximumMessageSize']).toBe(String(MIB));
    const MessageAttributes = { name: { DataType: 'String', StringValue: 'value' } };
    const own = 'name'.length + 'String'.length + 'value'.length;
    await sqs.sendMessage({ QueueUrl, MessageBody: text(MIB) });
    await sqs.sendMessage({ QueueUrl, MessageBody: text(MIB - own), MessageAttributes });
    const long = {
      name: 'InvalidParameterValue',
      message: expect.stringContaining('shorter than'),
    };
    await expect(sqs.sendMessage({ QueueUrl, MessageBody: text(MIB + 1) })).rejects.toMatchObject(
      long,
    );
    await expect(
      sqs.sendMessage({ QueueUrl, MessageBody: text(MIB - own + 1), MessageAttributes }),
    ).rejects.toMatchObject(long);
  });

  it('may be made of characters that are longer on the wire', async () => {
    const QueueUrl = await queue('wide');
    // Each is two bytes in UTF-8, and a line break two characters in JSON.
    await sqs.sendMessage({ QueueUrl, MessageBody: 'é'.repeat(MIB / 2) });
    await sqs.sendMessage({ QueueUrl, MessageBody: '\n'.repeat(MIB) });
  });

  it('is what the queue says, and a batch has 1 MiB in all', async () => {
    const QueueUrl = await queue('small', { MaximumMessageSize: '1024' });
    const batch = (bytes: number) =>
      sqs.sendMessageBatch({
        QueueUrl,
        Entries: ['a', 'b'].map((Id) => ({ Id, MessageBody: text(bytes) })),
      });
    expect((await batch(1024)).Successful).toHaveLength(2);
    expect((await batch(1025)).Failed).toMatchObject([
      { Id: 'a', Code: 'InvalidParameterValue' },
      { Id: 'b', Code: 'InvalidParameterValue' },
    ]);
    await expect(batch(MIB / 2 + 1)).rejects.toMatchObject({ name: 'BatchRequestTooLong' });
  });

  it.each(['1023', '1048577', 'x'])('cannot be %s bytes', async (MaximumMessageSize) => {
    await expect(queue('odd', { MaximumMessageSize })).rejects.toMatchObject({
      name: 'InvalidAttributeValue',
    });
  });
});
