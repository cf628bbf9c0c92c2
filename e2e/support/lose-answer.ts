import { expect, type Page } from '@playwright/test';
import type { Running } from './launch';

/**
 * The next change of a page reaches the server and is answered; the browser sees the connection
 * break. Tells how many answers were lost.
 */
export async function loseNextAnswer(page: Page, running: Running): Promise<() => number> {
  let lost = 0;
  await page.route('**/*', async (route) => {
    const request = route.request();
    if (lost > 0 || (await request.headerValue('next-action')) === null) return route.fallback();
    lost++;
    const headers = Object.entries(await request.allHeaders());
    const { pathname, search } = new URL(request.url());
    const answer = await running.ask(pathname + search, {
      method: 'POST',
      headers: Object.fromEntries(headers.filter(([name]) => !name.startsWith(':'))),
      body: request.postDataBuffer() ?? '',
    });
    expect(answer.status).toBe(200);
    await answer.text();
    await route.abort('connectionreset');
  });
  return () => lost;
}
