import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../secrets';
import { Veil } from './veil';

const veilOf = (...secrets: string[]): Veil => {
  const veil = new Veil();
  secrets.forEach((s) => veil.declare(s));
  return veil;
};

/** The same, place by place, without any index: of secrets that begin at one place the longest. */
function plainly(secrets: readonly string[], text: string): string {
  const known = [...secrets].sort((a, b) => b.length - a.length);
  let out = '';
  for (let i = 0; i < text.length;) {
    const secret = known.find((s) => text.startsWith(s, i));
    out += secret ? HIDDEN : (text[i] ?? '');
    i += secret?.length ?? 1;
  }
  return out;
}

/** Numbers below `below`, always the same ones. */
function numbers(seed: number): (below: number) => number {
  let at = seed;
  return (below) => {
    at = (Math.imul(at, 1_103_515_245) + 12_345) >>> 0;
    return (at >>> 16) % below;
  };
}

describe('secrets in other texts', () => {
  it('are hidden at the beginning, at the end, and one beside the other', () => {
    const veil = veilOf('hunter22', 'hunter22-long', 'другой');
    expect(veil.text('hunter22')).toBe(HIDDEN);
    expect(veil.text('hunter22hunter22-long x другой')).toBe(`${HIDDEN}${HIDDEN} x ${HIDDEN}`);
    expect(veil.text('hunter2')).toBe('hunter2');
  });

  it('that are short are hidden where they are all of it', () => {
    const veil = veilOf('abcd');
    expect(veil.text('abcd')).toBe(HIDDEN);
    expect(veil.text('an abcd')).toBe('an abcd');
  });

  it.each(Array.from({ length: 50 }, (_, i) => i + 1))(
    'are the same as by plain search (%i)',
    (seed) => {
      const next = numbers(seed);
      const letters = ['a', 'b', 'c', 'ш', '界'];
      const textOf = (length: number): string =>
        Array.from({ length }, () => letters[next(letters.length)]).join('');
      const secrets = Array.from({ length: 8 }, () => textOf(6 + next(5)));
      const veil = veilOf(...secrets);
      const text = Array.from({ length: 30 }, () =>
        next(2) ? (secrets[next(8)] ?? '') : textOf(next(40)),
      ).join('');
      expect(veil.text(text)).toBe(plainly(secrets, text));
    },
  );
});
