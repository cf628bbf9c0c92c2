// A job worker for a custom action, with nothing but the SDK: Jenkins's plugin does no more. It copies its input to
// its output and says how long that was. Arguments: category, provider, version. Settings: `starboard env`.
import {
  CodePipelineClient,
  PollForJobsCommand,
  AcknowledgeJobCommand,
  PutJobSuccessResultCommand,
  PutJobFailureResultCommand,
} from '@aws-sdk/client-codepipeline';
import { S3Client, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';

const [category, provider, version] = process.argv.slice(2);
const pipeline = new CodePipelineClient({});
const actionTypeId = { category, owner: 'Custom', provider, version };

/** The work itself, with the credentials that came with the job. */
async function work({
  inputArtifacts = [],
  outputArtifacts = [],
  artifactCredentials: credentials,
}) {
  const s3 = new S3Client({ credentials, forcePathStyle: true });
  const at = ({ location }) => ({
    Bucket: location.s3Location.bucketName,
    Key: location.s3Location.objectKey,
  });
  const { Body } = await s3.send(new GetObjectCommand(at(inputArtifacts[0])));
  const bytes = await Body.transformToByteArray();
  for (const output of outputArtifacts)
    await s3.send(
      new PutObjectCommand({ ...at(output), Body: bytes, ContentType: 'application/zip' }),
    );
  return { bytes: String(bytes.length) };
}

async function handle({ id: jobId, nonce, data }) {
  // Another worker may have been quicker: only the newest offer's nonce counts.
  const { status } = await pipeline.send(new AcknowledgeJobCommand({ jobId, nonce }));
  if (status !== 'InProgress') return;
  try {
    const outputVariables = await work(data);
    await pipeline.send(
      new PutJobSuccessResultCommand({
        jobId,
        outputVariables,
        executionDetails: { summary: 'copied', externalExecutionId: jobId, percentComplete: 100 },
      }),
    );
    console.log(`done ${jobId}`);
  } catch (error) {
    await pipeline.send(
      new PutJobFailureResultCommand({
        jobId,
        failureDetails: { type: 'JobFailed', message: error.message },
      }),
    );
  }
}

for (;;) {
  const { jobs = [] } = await pipeline.send(
    new PollForJobsCommand({ actionTypeId, maxBatchSize: 5 }),
  );
  for (const job of jobs) await handle(job);
  await new Promise((resolve) => setTimeout(resolve, 200));
}
