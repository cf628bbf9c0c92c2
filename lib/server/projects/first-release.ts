import 'server-only';
import { capital } from '@/lib/domain/projects/names';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import type { CreatedProject } from './create';
import { endure, type OnWait } from './endure';
import { pause } from './pause';

export interface ReleaseProgress {
  readonly stage: string;
  readonly status: string;
}

/** Waits until the first environment answers with the first release; returns its address. */
export async function awaitFirstRelease(
  connection: Connection,
  created: CreatedProject,
  onProgress: (p: ReleaseProgress) => void,
  onWait?: OnWait,
): Promise<string> {
  const codepipeline = await client('codepipeline', connection);
  const first = capital(created.plan.environments[0] ?? '');
  const url = created.outputs[`${first}Url`] ?? '';
  if (created.plan.approve.includes(created.plan.environments[0] ?? ''))
    throw new Error(`${first} is waiting for approval, so it has no release yet.`);
  const said = new Map<string, string>();
  const began = Date.now();
  for (;;) {
    const { stageStates = [] } = await endure(
      connection,
      () => codepipeline.getPipelineState({ name: created.plan.name }),
      onWait,
    );
    for (const s of stageStates) {
      const status = s.latestExecution?.status;
      if (s.stageName && status && said.get(s.stageName) !== status) {
        said.set(s.stageName, status);
        onProgress({ stage: s.stageName, status });
      }
      if (status === 'Failed' || status === 'Stopped') {
        const why = s.actionStates
          ?.map((a) => a.latestExecution?.errorDetails?.message)
          .find(Boolean);
        throw new Error(
          `The first release ${status === 'Failed' ? 'failed' : 'was stopped'} in ${s.stageName ?? ''}: ${why ?? 'no reason was given'}`,
        );
      }
    }
    if (
      said.get(first) === 'Succeeded' &&
      (await fetch(url).then(
        (r) => r.ok,
        () => false,
      ))
    )
      return url;
    await pause(connection, began);
  }
}
