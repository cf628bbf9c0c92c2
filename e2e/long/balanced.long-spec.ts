import { BalancedRoad } from '../support/balanced-road';
import { byPointer } from '../support/person';
import { mistakesOf } from '../support/seven-steps';
import { expect, test } from '../support/test';
import { Turns } from '../support/turns';

/** A project behind a load balancer from Create to nothing left, by each target, on a desktop and on a phone. */
const SCREENS = [
  ['on a desktop', { viewport: { width: 1440, height: 900 } }, ['light', 'dark']],
  [
    'on a phone',
    { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    ['dark'],
  ],
] as const;

for (const [name, options, looks] of SCREENS)
  test.describe(name, () => {
    test.use(options);
    for (const target of ['servers', 'servers-blue-green'] as const)
      test(`${target}: create, release, break, roll back, delete with nothing left`, async ({
        page,
        starboard,
        work,
      }) => {
        test.setTimeout(600_000);
        const person = byPointer(page, starboard.dashboard);
        await page.goto(`${starboard.dashboard}/?key=${starboard.key}`);
        const mistakes = mistakesOf(person);
        await new BalancedRoad({ person, running: starboard, work, looks, target }).all();
        expect(mistakes).toEqual([]);
      });
  });

test.describe('a deployment that waits for somebody', () => {
  test.use({ viewport: { width: 1440, height: 900 } });
  test('reroute, reroute back, stop and terminate, each pressed on its page', async ({
    page,
    starboard,
  }) => {
    test.setTimeout(600_000);
    const person = byPointer(page, starboard.dashboard);
    await page.goto(`${starboard.dashboard}/?key=${starboard.key}`);
    const mistakes = mistakesOf(person);
    await new Turns({ person, running: starboard, looks: ['light', 'dark'] }).all();
    expect(mistakes).toEqual([]);
  });
});
