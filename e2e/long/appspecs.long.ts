import { describe, it } from 'vitest';
import { cases, check, expectationOf, hasBubblewrap } from '../support/appspec-case';

const SANDBOXES = {
  process: undefined,
  bubblewrap: hasBubblewrap() ? undefined : 'bwrap is missing',
};

/** Every behaviour of an AppSpec file, in each sandbox of this machine. */
for (const [sandbox, missing] of Object.entries(SANDBOXES)) {
  describe.skipIf(missing)(`in ${sandbox}${missing ? ` (${missing})` : ''}`, () => {
    for (const name of cases) {
      const { about, sandbox: only } = expectationOf(name);
      it.skipIf(only !== undefined && only !== sandbox)(`${name}: ${about}`, () =>
        check(name, sandbox),
      );
    }
  });
}
