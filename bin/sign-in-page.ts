/** What a browser without the session sees: how to get in, and nothing of the content. */
export const signInPage = (nonce: string): string => `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Sign in to Starboard</title>
<style nonce="${nonce}">:root{color-scheme:light dark}body{font:14px/1.6 system-ui,sans-serif;max-width:32rem;margin:18vh auto;padding:0 1.5rem}code{font-family:ui-monospace,monospace;padding:.15em .4em;border:1px solid #8886;border-radius:4px}h1{font-size:1.25rem}</style>
<h1>This browser is not signed in</h1>
<p>Starboard shows nothing without the key of its home, because builds and other users of this machine can reach this address too.</p>
<p>In the folder where it runs, type <code>npx starboard open</code>. Or use the address that <code>npm start</code> printed, with its key.</p></html>`;
