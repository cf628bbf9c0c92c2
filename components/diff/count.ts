export const countOf = (n: number, word: string, more = false): string =>
  `${n}${more ? '+' : ''} ${word}${n === 1 && !more ? '' : 's'}`;
