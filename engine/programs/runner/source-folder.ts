import type { BuildJob } from '../../core/build/journal';

/** Where a build's source lies inside, as on AWS but for the digits (AWS-SEMANTICS 1.4). */
const ROOT = '/codebuild/output/src/src';

export const sourceOf = (job: BuildJob): string =>
  job.sourcePath ? `${ROOT}/${job.sourcePath}` : ROOT;
