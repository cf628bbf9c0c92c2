/** CodeBuild's phases that a person follows, in their order (API reference, BuildPhase). */
export const PHASE_NAMES: Readonly<Record<string, string>> = {
  QUEUED: 'Queued',
  PROVISIONING: 'Provisioning',
  DOWNLOAD_SOURCE: 'Download source',
  INSTALL: 'Install',
  PRE_BUILD: 'Pre-build',
  BUILD: 'Build',
  POST_BUILD: 'Post-build',
  UPLOAD_ARTIFACTS: 'Upload artifacts',
  FINALIZING: 'Finalizing',
};

export const BUILD_PHASES: readonly string[] = Object.values(PHASE_NAMES);
