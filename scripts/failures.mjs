// What failed, in the words of vitest's and Playwright's JSON reports: said again after everything else, since whoever
// reads a long log, or only the end of one, looks there.

/** The most of one failure that is said again, in characters: the whole is further up. */
const MOST = 1500;

/** @typedef {{ where: string, name: string, why: string }} Failure */

/**
 * The failed tests of vitest's JSON report. A file that failed before its tests (an import, a hook) counts as one.
 * @param {any} report @param {string} root
 * @returns {Failure[]}
 */
export function ofVitest(report, root) {
  return (report?.testResults ?? []).flatMap((file) => {
    const where = file.name.replace(`${root}/`, '');
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (!failed.length)
      return file.status === 'failed'
        ? [{ where, name: '(the file itself)', why: file.message }]
        : [];
    return failed.map((test) => ({
      where,
      name: test.fullName,
      why: test.failureMessages.join('\n'),
    }));
  });
}

/**
 * The failed tests of Playwright's JSON report, whose suites hold suites.
 * @param {any} report
 * @returns {Failure[]}
 */
export function ofPlaywright(report) {
  const within = (suite, above) => [
    ...(suite.suites ?? []).flatMap((inner) => within(inner, [...above, inner.title])),
    ...(suite.specs ?? [])
      .filter((spec) => !spec.ok || spec.tests.some((test) => test.status === 'flaky'))
      .map((spec) => ({
        where: `${spec.file}:${spec.line}`,
        name: [...above, spec.title].join(' › '),
        why: spec.tests
          .flatMap((test) =>
            test.results.flatMap((result) => result.errors.map((error) => error.message)),
          )
          .join('\n'),
      })),
  ];
  const outside = (report?.errors ?? []).map((error) => ({
    where: error.location?.file ?? 'playwright',
    name: '(outside of any test)',
    why: error.message,
  }));
  return [...outside, ...(report?.suites ?? []).flatMap((suite) => within(suite, []))];
}

/** The failures as text, or nothing when there are none. @param {Failure[]} failures */
export function told(failures) {
  const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
  return failures
    .map(({ where, name, why }) => {
      const text = String(why ?? '')
        .replace(colours, '')
        .trim();
      return `\n✗ ${where}  ${name}\n${(text.length > MOST ? `${text.slice(0, MOST)} …` : text).replace(/^/gm, '    ')}`;
    })
    .join('\n');
}
