import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { BrowserError, Devtools } from './devtools';

function talking(): { talk: Devtools; says(text: string | Buffer): void; heard(): string } {
  const [to, from] = [new PassThrough(), new PassThrough()];
  return {
    talk: new Devtools(to, from),
    says: (text) => void from.write(text),
    heard: () => String(to.read() ?? ''),
  };
}

describe('the talk with a browser in a sandbox', () => {
  it('gives each call its own answer, in whatever pieces and order they come', async () => {
    const { talk, says, heard } = talking();
    const calls = Promise.all([talk.call('A'), talk.call('B', { of: 1 }, 'session')]);
    expect(heard()).toBe(
      '{"id":1,"method":"A","params":{}}\0{"id":2,"method":"B","params":{"of":1},"sessionId":"session"}\0',
    );
    says('{"id":2,"result":{"b":');
    says('2}}\0{"id":1,"result":{"a":1}}\0');
    expect(await calls).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('tells of events, and of what was refused', async () => {
    const { talk, says } = talking();
    const heard: unknown[] = [];
    talk.on('Page.loaded', (params) => heard.push(params));
    const call = talk.call('A');
    says('{"method":"Page.loaded","params":{"at":1}}\0{"method":"Other"}\0');
    says('{"id":1,"error":{"message":"no such page"}}\0');
    await expect(call).rejects.toThrow('The browser refused: no such page');
    expect(heard).toEqual([{ at: 1 }]);
  });

  it.each([
    ['what is no message', Buffer.from('<html>\0')],
    ['a message that is no object', Buffer.from('[1]\0')],
    ['more than a picture is long', Buffer.alloc(5 * 1024 * 1024, 'x')],
  ])('ends with %s', async (_, said) => {
    const { talk, says } = talking();
    const call = talk.call('A');
    says(said);
    await expect(call).rejects.toThrow(BrowserError);
    await expect(talk.call('B')).rejects.toThrow(BrowserError);
  });

  it('ends with the browser', async () => {
    const [to, from] = [new PassThrough(), new PassThrough()];
    const call = new Devtools(to, from).call('A');
    from.end();
    await expect(call).rejects.toThrow('The browser ended.');
  });
});
