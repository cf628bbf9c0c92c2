import { isInlineBuildspec } from './build-project';

/** A pipeline's action that says by itself what is built. */
export interface CommandsAction {
  readonly pipeline: string;
  readonly stage: string;
  readonly action: string;
}

/** Whether the repository has a buildspec.yml; undefined where that was not read. */
export type HasBuildspec = boolean | undefined;

function buildspecTwice(
  buildspec: string,
  repository: string | undefined,
  has: HasBuildspec,
): string | undefined {
  if (buildspec === '' || buildspec === 'buildspec.yml' || has === false) return undefined;
  const used = isInlineBuildspec(buildspec)
    ? "This project's own buildspec is used"
    : `This project uses ${buildspec}`;
  if (has === true)
    return `Build instructions are given twice. ${used}; buildspec.yml in the repository ${repository ?? ''} is ignored.`;
  // A path may be all there is: only of instructions in the settings it is worth a word.
  return isInlineBuildspec(buildspec)
    ? `${used}. A buildspec.yml in the source is ignored.`
    : undefined;
}

/** Where people may edit instructions that have no effect, or only half of them: a sentence each. */
export function instructionWarnings(
  { buildspec, repository }: { buildspec: string; repository: string | undefined },
  has: HasBuildspec,
  commands: readonly CommandsAction[],
): string[] {
  const twice = buildspecTwice(buildspec, repository, has);
  return [
    ...(twice === undefined ? [] : [twice]),
    ...commands.map(
      ({ pipeline, stage, action }) =>
        `The pipeline ${pipeline} gives build instructions of its own: ${action} in the stage ${stage} runs Commands, which no buildspec changes.`,
    ),
  ];
}
