/** The protocols of subscribers that a person can add here (SNS API reference, Subscribe), and what each wants. */
export const PROTOCOLS = {
  email: 'you@example.com',
  https: 'https://example.com/hook',
  sqs: 'The ARN of a queue',
  sms: '+15555550100',
} as const;
export type Protocol = keyof typeof PROTOCOLS;

/** SNS's protocols as people call them. */
export const PROTOCOL_WORDS: Readonly<Record<string, string>> = {
  email: 'Email',
  'email-json': 'Email, as JSON',
  https: 'Webhook',
  http: 'Webhook, unencrypted',
  sqs: 'SQS queue',
  sms: 'Text message',
  lambda: 'Lambda function',
  application: 'Mobile push',
  firehose: 'Firehose stream',
};
