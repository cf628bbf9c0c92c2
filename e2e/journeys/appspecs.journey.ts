import { describe, it } from 'vitest';
import { cases, check, expectationOf, hasBubblewrap } from '../support/appspec-case';

/** Every tenth behaviour in the best sandbox; `npm run test:long` takes them all, in each. */
const sandbox = hasBubblewrap() ? 'bubblewrap' : 'process';
const quick = cases.filter((name) => expectationOf(name).slow !== true);
describe(`appspecs in ${sandbox}`, () => {
  for (const name of quick.filter((_, i) => i % 10 === 0)) {
    const { about, sandbox: only } = expectationOf(name);
    it.skipIf(only !== undefined && only !== sandbox)(`${name}: ${about}`, () =>
      check(name, sandbox),
    );
  }
});
