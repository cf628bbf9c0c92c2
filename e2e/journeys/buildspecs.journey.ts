import { describe, it } from 'vitest';
import { cases, check, expectationOf, hasBubblewrap } from '../support/buildspec-case';

/** Every tenth behaviour in the best sandbox; `npm run test:long` takes them all, in each. */
const sandbox = hasBubblewrap() ? 'bubblewrap' : 'process';
describe(`buildspecs in ${sandbox}`, () => {
  for (const name of cases.filter(
    (c, i) =>
      i % 10 === 0 || c === 'transcript' || c === 'shell-state-dash' || c.endsWith('-without-end'),
  )) {
    const { about, sandbox: only } = expectationOf(name);
    it.skipIf(only !== undefined && only !== sandbox)(`${name}: ${about}`, () =>
      check(name, sandbox),
    );
  }
});
