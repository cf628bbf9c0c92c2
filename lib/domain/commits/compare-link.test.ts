import { describe, expect, it } from 'vitest';
import { compareLink } from './compare-link';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const at = (url: string) =>
  [
    { sha: A, url: url.replace('SHA', A) },
    { sha: B, url: url.replace('SHA', B) },
  ] as const;

describe("the host's page of what is between two commits", () => {
  it.each([
    ['https://github.com/o/r/commit/SHA', `https://github.com/o/r/compare/${A}...${B}`],
    ['https://gitlab.com/g/s/r/-/commit/SHA', `https://gitlab.com/g/s/r/-/compare/${A}...${B}`],
    [
      'https://bitbucket.org/w/r/commits/SHA',
      `https://bitbucket.org/w/r/branches/compare/${B}..${A}`,
    ],
    [
      'https://dev.azure.com/o/p/_git/r/commit/SHA',
      `https://dev.azure.com/o/p/_git/r/branchCompare?baseVersion=GC${A}&targetVersion=GC${B}`,
    ],
  ])('%s', (url, link) => {
    expect(compareLink(...at(url))).toBe(link);
  });

  it.each([
    // What AWS writes of a connection's commit.
    'https://eu-west-1.console.aws.amazon.com/codesuite/settings/connections/redirect?connectionArn=x&referenceType=COMMIT&FullRepositoryId=o/r&Commit=SHA',
    'https://console.aws.amazon.com/codecommit/home?region=eu-west-1#/repository/r/commit/SHA',
    'https://github.com.example.com/o/r/commit/SHA',
    'https://git.example.com/o/r/commit/SHA',
    'http://github.com/o/r/commit/SHA',
    'https://github.com/o/r/tree/SHA',
    'javascript:alert("https://github.com/o/r/commit/SHA")',
    'nowhere',
  ])('is not made of %s', (url) => {
    expect(compareLink(...at(url))).toBeUndefined();
  });

  it('is not made of two repositories, of a page of another commit, or without both', () => {
    const a = { sha: A, url: `https://github.com/o/r/commit/${A}` };
    expect(
      compareLink(a, { sha: B, url: `https://github.com/o/fork/commit/${B}` }),
    ).toBeUndefined();
    expect(compareLink(a, { sha: B, url: `https://github.com/o/r/commit/${A}` })).toBeUndefined();
    expect(compareLink(a, undefined)).toBeUndefined();
    expect(compareLink(undefined, a)).toBeUndefined();
    expect(compareLink(a, { sha: B })).toBeUndefined();
  });
});
