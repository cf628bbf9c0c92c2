import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { callsThatShow, cliLine, downloadLine, type AwsCall } from './aws-cli';
import type { AwsObject } from './aws-object';

const PLACE = { region: 'eu-west-1' };

/** The words that a shell makes of a line; nothing of it is run, for the first word is replaced. */
function wordsOf(line: string, shell = '/bin/sh'): string[] {
  const printed = execFileSync(shell, ['-c', line.replace(/^aws /, `printf '%s\\0' aws `)], {
    encoding: 'utf8',
    env: { NODE_ENV: 'test', PATH: '' },
  });
  return printed.split('\0').slice(0, -1);
}

const call = (input: AwsCall['input']): AwsCall => ({
  service: 'codepipeline',
  operation: 'stop-pipeline-execution',
  input,
});

/** Names that are anything but names. */
const HOSTILE = [
  "it's",
  `'; touch /tmp/owned; '`,
  '$(touch owned)',
  '`touch owned`',
  "$HOME ~ * ? [a] {a,b} !! #x & | ; < > \\ \" \\' ''",
  'two  spaces ',
  'ünïcode ☃ 漢',
  '\\',
  '=ls',
  "'",
];

describe('a line for the AWS CLI', () => {
  it('is read as one would type it', () => {
    expect(cliLine(call({ pipelineName: 'shop', abandon: false }), PLACE)).toBe(
      'aws codepipeline stop-pipeline-execution --pipeline-name shop --no-abandon --region eu-west-1',
    );
    expect(
      cliLine(call({ StackName: 's', ids: ['a:1', 'b:2'], abandon: true }), {
        region: 'us-east-1',
        endpoint: 'http://127.0.0.1:4566',
      }),
    ).toBe(
      'aws codepipeline stop-pipeline-execution --stack-name s --ids a:1 b:2 --abandon --region us-east-1 --endpoint-url http://127.0.0.1:4566',
    );
  });

  it.each(HOSTILE)('gives a shell %j back as one word', (name) => {
    const line = cliLine(call({ pipelineName: name, reason: 'r' }), PLACE);
    expect(wordsOf(line)).toEqual([
      'aws',
      'codepipeline',
      'stop-pipeline-execution',
      '--pipeline-name',
      name,
      '--reason',
      'r',
      '--region',
      'eu-west-1',
    ]);
  });

  it('has a structure as JSON in one word', () => {
    const result = { summary: `it's "fine" $(x)`, status: 'Approved' };
    const words = wordsOf(cliLine(call({ result }), PLACE));
    expect(words[3]).toBe('--result');
    expect(JSON.parse(words[4] ?? '')).toEqual(result);
  });

  it('takes no value for an option', () => {
    const words = wordsOf(cliLine(call({ reason: '--endpoint-url=http://evil' }), PLACE));
    expect(words[3]).toBe('--reason=--endpoint-url=http://evil');
    expect(words.filter((w) => w.startsWith('--endpoint-url'))).toEqual([]);
  });

  it.each(['file:///etc/passwd', 'fileb://x', 'https://evil.example/x', 'HTTP://x', ''])(
    'has the AWS CLI read %j as it is, no file and no page',
    (reason) => {
      const words = wordsOf(cliLine(call({ pipelineName: 'shop', reason }), PLACE));
      expect(words[3]).toBe('--cli-input-json');
      expect(JSON.parse(words[4] ?? '')).toEqual({ pipelineName: 'shop', reason });
    },
  );

  it.each(['a\nb', 'tab\there', '\u001b[31mred', '\u0007', 'a\u202eb', '\u2028', '\u007f', '\0'])(
    'shows %j by its number and keeps it',
    (reason) => {
      const line = cliLine(call({ reason }), PLACE);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(wordsOf(line)[4] ?? '')).toEqual({ reason });
    },
  );

  it('has a list of anything but plain words as JSON', () => {
    const words = wordsOf(cliLine(call({ ids: ['-x', 'a b'] }), PLACE));
    expect(words[3]).toBe('--ids');
    expect(JSON.parse(words[4] ?? '')).toEqual(['-x', 'a b']);
    const file = wordsOf(cliLine(call({ ids: ['file:///etc/passwd'] }), PLACE));
    expect(file[4]).toBe('["file:///etc/passwd"]');
  });

  it('leaves out what is not given', () => {
    expect(cliLine(call({ pipelineName: 'shop', reason: undefined }), PLACE)).not.toContain(
      'reason',
    );
  });
});

describe('a line that downloads an object', () => {
  it.each(HOSTILE)('has the key %j in one word', (key) => {
    expect(wordsOf(downloadLine(`s3://bucket/${key}`, PLACE)).slice(1)).toEqual([
      's3',
      'cp',
      `s3://bucket/${key}`,
      '.',
      '--region',
      'eu-west-1',
    ]);
  });
});

const OBJECTS: readonly (readonly [AwsObject, readonly string[]])[] = [
  [
    { kind: 'execution', pipeline: 'shop', id: 'e1' },
    [
      'aws codepipeline get-pipeline-execution --pipeline-name shop --pipeline-execution-id e1 --region eu-west-1',
      `aws codepipeline list-action-executions --pipeline-name shop --filter '{"pipelineExecutionId":"e1"}' --region eu-west-1`,
    ],
  ],
  [
    { kind: 'build', id: 'shop:1', log: { group: '/aws/codebuild/shop', stream: '1' } },
    [
      'aws codebuild batch-get-builds --ids shop:1 --region eu-west-1',
      'aws logs get-log-events --log-group-name /aws/codebuild/shop --log-stream-name 1 --start-from-head --region eu-west-1',
    ],
  ],
  [
    { kind: 'deployment', id: 'd-1' },
    [
      'aws deploy get-deployment --deployment-id d-1 --region eu-west-1',
      'aws deploy list-deployment-targets --deployment-id d-1 --region eu-west-1',
    ],
  ],
];

describe('the calls that show an object', () => {
  it.each(OBJECTS)('%o', (object, lines) => {
    expect(callsThatShow(object).map((c) => cliLine(c.call, PLACE))).toEqual(lines);
  });
});
