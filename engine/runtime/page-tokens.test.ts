import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { CodeBuild } from '@aws-sdk/client-codebuild';
import { CodeCommit } from '@aws-sdk/client-codecommit';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import { EventBridge } from '@aws-sdk/client-eventbridge';
import { S3 } from '@aws-sdk/client-s3';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SNS } from '@aws-sdk/client-sns';
import { SQS } from '@aws-sdk/client-sqs';
import { SSM } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../testing/start';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
  await new S3({ ...engine.client, forcePathStyle: true }).createBucket({ Bucket: 'bucket' });
  const logs = new CloudWatchLogs(engine.client);
  await logs.createLogGroup({ logGroupName: 'g' });
});
afterAll(() => engine.stop());

const nextToken = 'zzz';
const NextToken = nextToken;
type Client = TestEngine['client'];
const CALLS: readonly (readonly [string, (c: Client) => Promise<unknown>, string])[] = [
  [
    'ListPipelines',
    (c) => new CodePipeline(c).listPipelines({ nextToken }),
    'InvalidNextTokenException',
  ],
  [
    'ListActionTypes',
    (c) => new CodePipeline(c).listActionTypes({ nextToken }),
    'InvalidNextTokenException',
  ],
  [
    'ListWebhooks',
    (c) => new CodePipeline(c).listWebhooks({ NextToken }),
    'InvalidNextTokenException',
  ],
  ['ListProjects', (c) => new CodeBuild(c).listProjects({ nextToken }), 'InvalidInputException'],
  ['ListBuilds', (c) => new CodeBuild(c).listBuilds({ nextToken }), 'InvalidInputException'],
  [
    'ListBuildBatches',
    (c) => new CodeBuild(c).listBuildBatches({ nextToken }),
    'InvalidInputException',
  ],
  [
    'ListReportGroups',
    (c) => new CodeBuild(c).listReportGroups({ nextToken }),
    'InvalidInputException',
  ],
  ['ListReports', (c) => new CodeBuild(c).listReports({ nextToken }), 'InvalidInputException'],
  [
    'DescribeLogGroups',
    (c) => new CloudWatchLogs(c).describeLogGroups({ nextToken }),
    'InvalidParameterException',
  ],
  [
    'DescribeLogStreams',
    (c) => new CloudWatchLogs(c).describeLogStreams({ logGroupName: 'g', nextToken }),
    'InvalidParameterException',
  ],
  [
    'FilterLogEvents',
    (c) => new CloudWatchLogs(c).filterLogEvents({ logGroupName: 'g', nextToken }),
    'InvalidParameterException',
  ],
  [
    'ListRepositories',
    (c) => new CodeCommit(c).listRepositories({ nextToken }),
    'InvalidContinuationTokenException',
  ],
  [
    'ListConnections',
    (c) => new CodeStarConnections(c).listConnections({ NextToken }),
    'InvalidInputException',
  ],
  ['DescribeAlarms', (c) => new CloudWatch(c).describeAlarms({ NextToken }), 'InvalidNextToken'],
  [
    'ListSharedProjects',
    (c) => new CodeBuild(c).listSharedProjects({ nextToken }),
    'InvalidInputException',
  ],
  [
    'ListEventBuses',
    (c) => new EventBridge(c).listEventBuses({ NextToken }),
    'ValidationException',
  ],
  ['ListRules', (c) => new EventBridge(c).listRules({ NextToken }), 'ValidationException'],
  [
    'ListSecrets',
    (c) => new SecretsManager(c).listSecrets({ NextToken }),
    'InvalidNextTokenException',
  ],
  ['ListTopics', (c) => new SNS(c).listTopics({ NextToken }), 'InvalidParameterException'],
  ['ListQueues', (c) => new SQS(c).listQueues({ NextToken }), 'InvalidParameterValue'],
  ['DescribeParameters', (c) => new SSM(c).describeParameters({ NextToken }), 'InvalidNextToken'],
  [
    'ListObjectsV2',
    (c) =>
      new S3({ ...c, forcePathStyle: true }).listObjectsV2({
        Bucket: 'bucket',
        ContinuationToken: nextToken,
      }),
    'InvalidArgument',
  ],
];

describe('a token that no page has given', () => {
  it.each(CALLS)('is refused by %s', async (_, call, name) => {
    await expect(call(engine.client)).rejects.toMatchObject({ name });
  });
});
