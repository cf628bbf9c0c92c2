import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enter, inOneBrowser } from './browser';
import { startChaos } from './controls';
import { newHome, removeHome, startStarboard, type Running } from './launch';
import { byPointer, type Person } from './person';
import { createProjects, Project } from './project';
import type { Shape } from './shapes/format';
import { mergeShapes } from './shapes/merge';
import { showShape, type Shown } from './shapes/show';
import { Shared } from './shared';

export { expect } from '@playwright/test';

/** The home that a file's tests work in: `test.use({ home: { … } })`. */
export interface Home {
  /** Other files' tests work in it too: all those that name the same object. */
  readonly sharedByFiles?: true;
  /** More of its environment; `work` is the folder of the fixture. */
  readonly env?: (work: string) => Readonly<Record<string, string>>;
  /** Projects of the template plain-node that are there before the first test, with options of `starboard create`. */
  readonly projects?: Readonly<Record<string, readonly string[]>>;
  /** What else is done before the first test. */
  readonly prepare?: (starboard: Running) => Promise<unknown>;
  /** Events come late, twice and in no order, once all this is done. */
  readonly chaos?: boolean;
}

/** The home of tests that leave nothing in it and expect nothing of it: one for all files. */
export const ANY_HOME: Home = { sharedByFiles: true };

/** The AWS account that is shown on the `aws` backend: recorded shapes, with what a test changes of them. */
export interface Account {
  readonly shapes: readonly string[];
  readonly edit?: (shape: Shape) => Shape;
  /** Where its credentials are found; files may be written into its home. */
  readonly credentials?: (home: string) => Readonly<Record<string, string>>;
  readonly prepare?: (shown: Shown) => void;
}

interface Options {
  home: Home;
  account: Account;
}

interface Fixtures {
  /** Engine and dashboard, as `npm start` starts them. */
  starboard: Running;
  /** A folder beside the home. */
  work: string;
  /** The project `shop`, which `home` has made. */
  shop: Project;
  /** Somebody with a pointer who is signed in to `starboard`. */
  person: Person;
  /** The dashboard of `account`. */
  shown: Shown;
  /** Somebody with a pointer who is signed in to `shown`. */
  viewer: Person;
}

/** A home with its programs, and the folder beside it. */
interface Place {
  readonly running: Running;
  readonly work: string;
}

/** Longer than a start and several projects take. */
const START_MS = 240_000;

async function start(home: Home): Promise<Place> {
  const work = mkdtempSync(join(tmpdir(), 'starboard-work-'));
  const running = await startStarboard(newHome(), { env: { ...home.env?.(work) } });
  await createProjects(running, home.projects ?? {});
  await home.prepare?.(running);
  if (home.chaos) await startChaos(running.engine);
  return { running, work };
}

async function stop({ running, work }: Place): Promise<void> {
  await running.stop();
  removeHome(running.home);
  rmSync(work, { recursive: true, force: true });
}

export const test = inOneBrowser.extend<
  Options & Fixtures & { entered: void; place: Place },
  { shared: Shared }
>({
  home: [{}, { option: true }],
  account: [{ shapes: [] }, { option: true }],
  shared: [
    async ({}, provide) => {
      const shared = new Shared();
      await provide(shared);
      await shared.end();
    },
    { scope: 'worker' },
  ],
  entered: [
    async ({ shared }, provide, { file }) => {
      shared.enter(file);
      await provide();
    },
    { auto: true },
  ],
  place: [
    async ({ shared, home }, provide, { file }) => {
      const owner = home.sharedByFiles ? undefined : file;
      await provide(await shared.get(owner, home, () => start(home), stop));
    },
    { timeout: START_MS },
  ],
  starboard: ({ place }, provide) => provide(place.running),
  work: ({ place }, provide) => provide(place.work),
  shop: async ({ starboard }, provide) => provide(new Project(starboard, 'shop')),
  person: async ({ page, starboard }, provide) => {
    await enter(page, starboard);
    await provide(byPointer(page, starboard.dashboard));
  },
  shown: [
    async ({ shared, account }, provide, { file }) => {
      const show = async (): Promise<Shown> => {
        const merged = mergeShapes(account.shapes);
        const shown = await showShape(account.edit?.(merged) ?? merged, account.credentials);
        account.prepare?.(shown);
        return shown;
      };
      await provide(await shared.get(file, account, show, (shown) => shown.stop()));
    },
    { timeout: START_MS },
  ],
  viewer: async ({ page, shown }, provide) => {
    await enter(page, shown);
    await provide(byPointer(page, shown.dashboard));
  },
});
