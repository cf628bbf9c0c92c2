import { describe, expect, it } from 'vitest';
import type { BuildEntry } from '../../core/build/journal';
import { Transcript } from './transcript';

function transcript(): { log: Transcript; said: () => string } {
  const entries: BuildEntry[] = [];
  const log = new Transcript({ now: () => 0 }, (e) => entries.push(e));
  return {
    log,
    said: () => {
      log.end();
      return entries
        .flatMap((e) => ('parts' in e ? e.parts.map((p) => Buffer.from(p).toString('utf8')) : []))
        .join('');
    },
  };
}
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

describe('what commands print', () => {
  it('keeps its order, whether there was something to mask or not', () => {
    const { log, said } = transcript();
    log.masker.add(['s3cret', 'geheim ü']);
    for (const piece of [
      'clear\n',
      'the s3cret is out\n',
      'clear again\n',
      'geheim ü\nAKIAABCDEFGHIJKLMNOP\n',
      'end\n',
    ])
      log.output(bytes(piece));
    expect(said()).toBe('clear\nthe *** is out\nclear again\n***\n***\nend\n');
  });

  it('is masked across pieces of a line, and a character that was cut is whole again', () => {
    const { log, said } = transcript();
    log.masker.add(['s3cret']);
    const line = bytes('aé s3cret b\nnext\n');
    for (let i = 0; i < line.length; i += 2) log.output(line.subarray(i, i + 2));
    expect(said()).toBe('aé *** b\nnext\n');
  });

  it('that is no text stays the bytes it is', () => {
    const entries: BuildEntry[] = [];
    const log = new Transcript({ now: () => 0 }, (e) => entries.push(e));
    log.output(Buffer.from([0xff, 0x00, 0x41, 0x0a]));
    log.end();
    expect(entries).toMatchObject([{ parts: [Buffer.from([0xff, 0x00, 0x41, 0x0a])] }]);
  });
});
