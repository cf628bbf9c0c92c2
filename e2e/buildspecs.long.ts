import { describe, it } from 'vitest';
import { cases, check, expectationOf, hasBubblewrap } from './buildspec-case';

/** Every behaviour of a buildspec, in each sandbox of this machine. */
for (const sandbox of ['process', 'bubblewrap']) {
  const here = sandbox === 'process' || hasBubblewrap();
  describe.skipIf(!here)(`in ${sandbox}${here ? '' : ' (bwrap is missing)'}`, () => {
    for (const name of cases) {
      const { about, sandbox: only } = expectationOf(name);
      it.skipIf(only !== undefined && only !== sandbox)(`${name}: ${about}`, () => check(name, sandbox));
    }
  });
}
describe.skip('in a container (no engine is driven yet)', () => { it('all cases', () => undefined); });
