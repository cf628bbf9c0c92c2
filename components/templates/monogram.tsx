interface Mark {
  readonly letters: string;
  readonly shape: string;
  readonly hue: string;
}

/** Two letters on a plain shape of the language's own, so that cards are told apart at a glance; no vendor marks. */
const MARKS: Readonly<Record<string, Mark>> = {
  'Node.js': { letters: 'Js', shape: 'M16 2a14 14 0 1 1 0 28a14 14 0 1 1 0-28Z', hue: 'gold' },
  TypeScript: {
    letters: 'Ts',
    shape: 'M4 2h24a2 2 0 0 1 2 2v24a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2Z',
    hue: 'blue',
  },
  Python: { letters: 'Py', shape: 'M16 1 29 8.5v15L16 31 3 23.5v-15Z', hue: 'blue' },
  Go: { letters: 'Go', shape: 'M10 2h12l8 8v12l-8 8H10l-8-8V10Z', hue: 'teal' },
  Java: {
    letters: 'Ja',
    shape: 'M7 2h18a5 5 0 0 1 5 5v18a5 5 0 0 1-5 5H7a5 5 0 0 1-5-5V7a5 5 0 0 1 5-5Z',
    hue: 'rust',
  },
  'C#': { letters: 'C#', shape: 'M2 16A14 14 0 0 1 16 2h14v14A14 14 0 0 1 2 16Z', hue: 'violet' },
  Ruby: { letters: 'Rb', shape: 'M2 2h16a12 12 0 0 1 12 12v16H14A12 12 0 0 1 2 18Z', hue: 'rose' },
  PHP: { letters: 'Ph', shape: 'M2 10 10 2h20v20l-8 8H2Z', hue: 'violet' },
  HTML5: { letters: 'Ht', shape: 'M2 2h28v20l-8 8H2Z', hue: 'rust' },
  Rust: { letters: 'Rs', shape: 'M16 2 30 16 16 30 2 16Z', hue: 'rust' },
};

export function Monogram({ language }: { language: string }) {
  const mark = MARKS[language] ?? {
    letters: language.slice(0, 2),
    shape: 'M8 2h16l6 14-6 14H8L2 16Z',
    hue: 'plain',
  };
  return (
    <svg className={`monogram hue-${mark.hue}`} viewBox="0 0 32 32" aria-hidden="true">
      <path d={mark.shape} />
      <text x="16" y="16.5" textAnchor="middle" dominantBaseline="central">
        {mark.letters}
      </text>
    </svg>
  );
}
