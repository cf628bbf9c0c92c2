const STYLE = [
  ':root{color-scheme:light dark}',
  'body{font:14px/1.6 system-ui,sans-serif;max-width:32rem;margin:18vh auto;padding:0 1.5rem}',
  'code{font-family:ui-monospace,monospace;padding:.15em .4em;border:1px solid #8886;',
  'border-radius:4px;white-space:nowrap}h1{font-size:1.25rem}',
].join('');

const page = (nonce: string, title: string, head: string, body: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}
<title>${title}</title>
<style nonce="${nonce}">${STYLE}</style>
${body}</html>`;

/** What a browser without the session sees: how to get in, and nothing of the content. */
export const signInPage = (nonce: string): string =>
  page(
    nonce,
    'Sign in to Starboard',
    '',
    `
<h1>This browser is not signed in</h1>
<p>Starboard needs its home's key, because builds and other users on this machine can reach this address too.</p>
<p>In the folder where it runs, type <code>npx starboard open</code>. Or use the address that
<code>npm start</code> printed, with its key.</p>`,
  );

/** What every address answers that is not the dashboard's own: it must not tell which one is. */
export const wrongAddressPage = (nonce: string): string =>
  page(
    nonce,
    'Starboard',
    '',
    `
<h1>The dashboard has its own address</h1>
<p>Applications use this address, so a browser signed in here would give them its session. In the folder where Starboard runs, run <code>npx starboard open</code>.</p>`,
  );

/**
 * Goes on by itself once the browser is signed in. A redirect will not do where a page elsewhere
 * led here: the browser would leave out the new cookie.
 */
export function signedInPage(nonce: string, path: string): string {
  const to = path.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const refresh = `<meta http-equiv="refresh" content="0;url=${to}">`;
  const body = `<h1>Signed in</h1><p><a href="${to}">Continue to the dashboard</a></p>`;
  return page(nonce, 'Starboard', refresh, body);
}
