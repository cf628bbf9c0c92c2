const DESKTOP = { colorScheme: 'light', viewport: { width: 1440, height: 900 } } as const;
const DARK = { ...DESKTOP, colorScheme: 'dark' } as const;
const PHONE = { colorScheme: 'light', viewport: { width: 390, height: 844 } } as const;

/** The pictures in `docs/screens`, and the window each is taken in. */
export const SCREENS = {
  approvals: DESKTOP,
  'approvals-phone': PHONE,
  board: DESKTOP,
  'board-dark': DARK,
  'board-phone': PHONE,
  build: DESKTOP,
  'build-project': DESKTOP,
  commits: DESKTOP,
  deployment: DESKTOP,
  edit: DESKTOP,
  environment: DESKTOP,
  evidence: DESKTOP,
  execution: DESKTOP,
  insights: DESKTOP,
  'new-project': DESKTOP,
  palette: DESKTOP,
  pipeline: DESKTOP,
  'pipeline-parallel': DESKTOP,
  'pipeline-queued': DESKTOP,
  progress: DESKTOP,
  project: DESKTOP,
  rollback: DESKTOP,
  'rollback-phone': PHONE,
  settings: DESKTOP,
  'website-pipeline': DESKTOP,
} as const;

export type ScreenName = keyof typeof SCREENS;
