/** The points of a project's life at which its pages are read. */
export type Point =
  | 'empty'
  | 'stack'
  | 'build'
  | 'waiting'
  | 'live'
  | 'rolled back'
  | 'rejected'
  | 'failed'
  | 'deleted';
export type PageName =
  | 'board'
  | 'inbox'
  | 'pipelines'
  | 'builds'
  | 'deployments'
  | 'insights'
  | 'commits'
  | 'progress'
  | 'project'
  | 'pipeline'
  | 'execution'
  | 'build';

interface Page {
  /** What must stand on it. */ readonly says?: readonly (string | RegExp)[];
  /** What must not. */ readonly never?: readonly (string | RegExp)[];
}
interface Row {
  /** What no page may say at this point. */ readonly nowhere: readonly (string | RegExp)[];
  readonly pages: Partial<Readonly<Record<PageName, Page>>>;
}

/** `Live 3s`: a revision is live for so long. */
const LIVE = /Live \d/;
const OPEN = /Open (staging|production)/;
/** But not the filter that has none of them, nor a line of a build's log. */
const FAILED = /\bFailed\b(?!\s+0\b)/;
const RUNNING = /\bRunning\b(?!\s+0\b| command| on Starboard)/;
const REJECTED = /\bRejected\b/;
/** What is said where something could not be read, or not yet. */
const UNREAD = [/Not known/, /could not (be )?read/i, /\bUnknown\b/];
/** Neither deployed nor well: nothing has been released. */
const UNRELEASED = [LIVE, OPEN, 'Healthy', 'Live in ', FAILED, REJECTED, 'Rolled back', ...UNREAD];
const NOTHING_WAITS = 'Nothing is waiting for you';
/** Stage after stage of an execution, each with its status before its name. */
const stages = (...of: readonly string[]): RegExp[] => of.map((s) => new RegExp(s));

export const TABLE: Readonly<Record<Point, Row>> = {
  empty: {
    nowhere: [...UNRELEASED, RUNNING, 'Succeeded', 'Waiting for approval'],
    pages: {
      board: { says: ['No projects yet'] },
      inbox: { says: [NOTHING_WAITS] },
      pipelines: { says: ['No pipelines yet'] },
      builds: { says: ['No builds yet'] },
      deployments: { says: ['No deployments yet'] },
      insights: { says: ['Nothing to measure yet'] },
      commits: { says: ['No commits yet'] },
    },
  },
  stack: {
    nowhere: [...UNRELEASED, RUNNING, 'Waiting for approval'],
    pages: {
      board: { says: ['shop', 'Creating'], never: ['No projects yet'] },
      inbox: { says: [NOTHING_WAITS] },
      builds: { says: ['No builds yet'] },
      deployments: { says: ['No deployments yet'] },
      insights: { says: ['Nothing to measure yet'] },
      progress: {
        says: [/^\(?.*Creating: shop/, 'No address yet', 'Undo'],
        never: ['Open shop', 'Created shop'],
      },
    },
  },
  build: {
    nowhere: [...UNRELEASED, 'Waiting for approval'],
    pages: {
      board: { says: ['Building', ...stages('Running\\s+Nothing yet')] },
      inbox: { says: [NOTHING_WAITS] },
      pipelines: { says: ['Build: Running'] },
      builds: { says: [/Running: /] },
      deployments: { says: ['No deployments yet'] },
      insights: { says: ['Nothing has been deployed'] },
      commits: { says: [...stages('Staging\\s+Not there yet', 'Production\\s+Not there yet')] },
      progress: {
        says: [
          'Created shop',
          'First release',
          'Open shop',
          ...stages('Not started\\s+Production'),
        ],
        never: [/\bLive\b/],
      },
      project: {
        says: [...stages('Production\\s+No release yet', 'Staging\\s+No release yet')],
        never: ['Succeeded\\s+Production'],
      },
      pipeline: {
        says: [
          ...stages('Build\\s+Running', 'Staging\\s+Not started', 'Production\\s+Not started'),
        ],
      },
      execution: {
        says: [
          /^Running: shop/,
          ...stages(
            'Running\\s+Build',
            'Not started\\s+Staging',
            'Not started\\s+ApproveProduction',
            'Not started\\s+Production',
          ),
        ],
      },
      build: { says: [/^Running: shop build 1/, 'Stop…'], never: ['Retry stage', 'behind'] },
    },
  },
  waiting: {
    nowhere: [FAILED, REJECTED, 'Open production', 'Rolled back', ...UNREAD],
    pages: {
      board: { says: ['is the first release', LIVE, ...stages('Nothing yet')] },
      inbox: { says: ['1 waits for you', ...stages('Live in Production\\s+Nothing yet')] },
      pipelines: { says: ['Production: Waiting for approval'] },
      builds: { says: ['Succeeded'], never: ['Running:'] },
      deployments: { says: ['staging'], never: ['production'] },
      insights: { says: ['Nothing has been deployed'] },
      commits: { says: [...stages('Staging\\s+Live', 'Production\\s+Waiting for approval')] },
      project: {
        says: [
          /Waiting for approval: shop/,
          'Open staging',
          ...stages('Production\\s+No release yet', 'Staging\\s+Healthy'),
        ],
      },
      pipeline: { says: ['Review…', ...stages('Production\\s+Waiting for approval')] },
      execution: {
        says: [
          ...stages(
            'Succeeded\\s+Staging',
            'Waiting for approval\\s+ApproveProduction',
            'Not started\\s+Production',
          ),
        ],
        never: [/Running\s+(Staging|Production|Approve)/, /Running\s+Build\b/],
      },
      build: { says: [/Succeeded: shop build 1/], never: ['Retry stage', 'Run again', 'Stop…'] },
    },
  },
  live: {
    nowhere: [
      'No release yet',
      'Nothing yet',
      RUNNING,
      FAILED,
      REJECTED,
      'Rolled back',
      'Waiting for approval',
      'Nothing has been deployed',
      ...UNREAD,
    ],
    pages: {
      board: { says: [LIVE], never: ['Not started'] },
      inbox: { says: [NOTHING_WAITS, 'Approved'] },
      pipelines: { says: ['shop'] },
      builds: { says: ['Succeeded'] },
      deployments: { says: ['staging', 'production'] },
      insights: { says: ['a month'] },
      commits: { says: [...stages('Staging\\s+Live', 'Production\\s+Live')] },
      project: {
        says: ['Open production', ...stages('Production\\s+Healthy', 'Staging\\s+Healthy')],
      },
      pipeline: { says: [/^Succeeded: shop/, ...stages('Production\\s+Succeeded')] },
      execution: {
        says: [/^Succeeded: shop/, ...stages('Approved\\s+ApproveProduction'), 'ended, complete'],
        never: ['Not started', 'Lines appear as soon as'],
      },
      build: { says: [/^Succeeded: shop build 1/, 'ended, complete'] },
    },
  },
  'rolled back': {
    nowhere: ['No release yet', 'Nothing yet', FAILED, REJECTED, 'Waiting for approval', ...UNREAD],
    pages: {
      board: { says: [LIVE, 'Initial commit'] },
      inbox: { says: [NOTHING_WAITS] },
      insights: { says: ['50 %'] },
      commits: { says: [...stages('Staging\\s+Live', 'Production\\s+Rolled back')] },
      project: { says: ['Open production', ...stages('Second release\\s+Live in Staging')] },
      pipeline: { says: ['rollback', 'took away', /Rolled back\s+from Production/] },
      execution: { says: [/^Succeeded: shop/] },
      build: { says: [/^Succeeded: shop build 2/] },
    },
  },
  rejected: {
    nowhere: ['No release yet', 'Nothing yet', 'Waiting for approval', ...UNREAD],
    pages: {
      board: { says: [/Rejected by \w+: “not today”/], never: [/Production failed/] },
      inbox: { says: [NOTHING_WAITS, 'Rejected', '“not today”'] },
      pipelines: { says: ['Production: Rejected'] },
      deployments: { never: [FAILED] },
      commits: { says: [/Production\s+Rejected/, /by \w+: “not today”/] },
      project: { says: [/Production\s+Rejected/, 'Open production'], never: ['Not started'] },
      pipeline: { says: [/Production\s+Rejected/, '“not today”'] },
      execution: {
        says: [/Rejected at Approve\.\s+\w+: “not today”/, ...stages('Not started\\s+Production')],
        never: ['It failed.'],
      },
      build: { says: [/^Succeeded: shop build 3/] },
    },
  },
  failed: {
    nowhere: ['No release yet', 'Nothing yet', 'Waiting for approval', ...UNREAD],
    pages: {
      board: { says: ['Build failed', LIVE] },
      inbox: { says: [NOTHING_WAITS] },
      pipelines: { says: ['Build: Failed'] },
      builds: { says: ['Failed in Build'] },
      commits: { says: [/Staging\s+Not started/, 'failed in Build before it got here'] },
      project: {
        says: [/^Failed: shop/, ...stages('Production\\s+Healthy', 'Staging\\s+Healthy')],
      },
      pipeline: { says: [/Build\s+Failed/, /Staging\s+Succeeded/] },
      execution: {
        says: [
          /^Failed: shop/,
          'It failed.',
          ...stages('Failed\\s+Build', 'Not started\\s+Staging'),
        ],
        never: [RUNNING],
      },
      build: { says: [/^Failed: shop build 4/, 'Retry stage…'], never: ['Run again'] },
    },
  },
  deleted: {
    nowhere: [LIVE, OPEN, 'Healthy', RUNNING, 'Waiting for approval', ...UNREAD],
    pages: {
      board: { says: ['No projects yet'] },
      inbox: { says: [NOTHING_WAITS] },
      pipelines: { says: ['No pipelines yet'] },
      insights: { says: ['Nothing to measure yet'] },
      project: { says: ['No project “shop”'] },
      pipeline: { says: ['No pipeline “shop”'] },
    },
  },
};
