import { expect, it } from 'vitest';
import { connectionTo } from '../../lib/server/aws/connection';
import { toAppError } from '../../lib/server/aws/errors';
import { listPipelineNames } from '../../lib/server/data/pipeline-names';
import { manyPipelines } from '../support/shapes/many';
import { serveShape } from '../support/shapes/server';

it('a line to AWS that died is given up and said, and the next call is made', async () => {
  process.env['AWS_MAX_ATTEMPTS'] = '1';
  const server = await serveShape(manyPipelines(1));
  const connection = connectionTo({
    backend: 'aws',
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  });
  try {
    server.behaviour.silent = true;
    const error = await listPipelineNames(connection).then(
      () => undefined,
      (reason: unknown) => toAppError(reason),
    );
    expect(error).toMatchObject({ kind: 'unavailable' });
    server.behaviour.silent = false;
    expect(await listPipelineNames(connection)).toHaveLength(1);
  } finally {
    await server.stop();
  }
}, 60_000);
