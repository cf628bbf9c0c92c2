import { describe, expect, it } from 'vitest';
import { pageFacts } from './page-facts';

describe('what a page says of itself', () => {
  it('is its title and its description', () => {
    const page = `<!doctype html><html><head>
      <title>
        Shop &amp; more
      </title>
      <meta content='Everything for &quot;here&quot;' name=description></head>`;
    expect(pageFacts(page)).toEqual({
      title: 'Shop & more',
      description: 'Everything for "here"',
    });
  });

  it('is the description for others where it has no other', () => {
    const page = '<META property="og:description" content="Shared">';
    expect(pageFacts(page)).toEqual({ title: '', description: 'Shared' });
  });

  it.each([
    ['nothing', ''],
    ['no head', '<h1>Hello</h1>'],
    ['a title that does not end', '<title>Hello'],
    ['a title that is commented out', '<!-- <title>Old</title> -->'],
    ['a comment that does not end', '<!-- <title>Old</title>'],
    ['an empty title', '<title> </title>'],
  ])('is unknown of %s', (_, page) => {
    expect(pageFacts(page)).toBeUndefined();
  });

  it('is one line of text, whatever it holds', () => {
    const { title = '', description = '' } =
      pageFacts(
        `<title>a&#x202e;b\u0000\n&#60;script&#62;&#1114112;&#0;&unknown;</title><meta name="description" content="${'x'.repeat(1500)}">`,
      ) ?? {};
    expect(title).toBe('ab <script>&unknown;');
    expect(description).toHaveLength(280);
    expect(description.endsWith('…')).toBe(true);
  });

  it('is read in no time, however the page tries', () => {
    const began = Date.now();
    for (const piece of ['<meta ', '<title', '<!--', '&#', 'a=', '"', '<meta a="'])
      pageFacts(piece.repeat((64 * 1024) / piece.length));
    expect(Date.now() - began).toBeLessThan(1500);
  });
});
