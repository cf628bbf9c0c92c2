import { describe, expect, it } from 'vitest';
import { declarationFacts } from './declaration-facts';

const facts = (declared: object): Record<string, string> =>
  Object.fromEntries(declarationFacts(JSON.stringify(declared)).map((f) => [f.name, f.value]));

describe('how a pipeline is set up', () => {
  it('is told from its declaration', () => {
    expect(
      facts({
        pipelineType: 'V2',
        executionMode: 'QUEUED',
        roleArn: 'arn:aws:iam::111122223333:role/p',
        artifactStore: {
          type: 'S3',
          location: 'artifacts',
          encryptionKey: { id: 'k', type: 'KMS' },
        },
        stages: [{ name: 'Source' }, { name: 'Production' }],
        variables: [{ name: 'Ticket' }],
        triggers: [{ gitConfiguration: { sourceActionName: 'Code' } }],
      }),
    ).toEqual({
      'Pipeline type': 'V2',
      'Execution mode': 'Queued: one after another',
      Stages: 'Source → Production',
      Variables: 'Ticket',
      'Git triggers': 'On Code',
      'Service role': 'arn:aws:iam::111122223333:role/p',
      'Artifact bucket': 'artifacts',
      'Encryption key': 'k',
    });
  });
  it('of several Regions names the bucket of each; what is not said is what AWS takes', () => {
    expect(
      facts({ artifactStores: { 'eu-west-1': { location: 'a' }, 'us-east-1': { location: 'b' } } }),
    ).toMatchObject({
      'Pipeline type': 'V1',
      'Execution mode': 'Superseded: a newer execution replaces one that waits',
      Variables: 'None',
      'Artifact bucket in eu-west-1': 'a',
      'Artifact bucket in us-east-1': 'b',
    });
  });
});
