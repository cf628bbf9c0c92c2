/** The protocols of subscribers that a person can add here (SNS API reference, Subscribe), and what each wants. */
export const PROTOCOLS = {
  email: 'you@example.com',
  https: 'https://example.com/hook',
  sqs: 'The ARN of a queue',
  sms: '+15555550100',
} as const;
export type Protocol = keyof typeof PROTOCOLS;
