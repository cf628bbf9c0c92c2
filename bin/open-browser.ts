import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeKept } from '../engine/adapters/kept-file';

const FILE = 'open.html';

const page = (url: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url=${url}">
<title>Starboard</title>
<h1>Opening Starboard…</h1>
<p><a href="${url}" rel="noreferrer">Continue to the dashboard</a></p></html>
`;

/**
 * Opens the dashboard in the person's browser; says nothing if there is none. The address is
 * handed over in a file of the home: an argument list can be read by everybody on this machine.
 */
export function openBrowser(home: string, url: string): void {
  const file = join(home, FILE);
  writeKept(file, page(url));
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [file], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** The page has done its work, or is of an earlier start. */
export function removeOpenPage(home: string): void {
  rmSync(join(home, FILE), { force: true });
}
