import { randomInt, randomUUID } from 'node:crypto';
import type { Ids } from '../ports/ids';

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  random: (length, alphabet) =>
    Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
};
