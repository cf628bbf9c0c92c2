const LETTERS: Readonly<Record<string, string>> = { 'Node.js': 'Js', TypeScript: 'Ts', Python: 'Py', Java: 'Ja', Go: 'Go', HTML5: 'Ht', PHP: 'Ph', Ruby: 'Rb', 'C#': 'C#', Rust: 'Rs' };

/** Two letters on a plain shape; no vendor marks. */
export function Monogram({ language }: { language: string }) {
  return <span className="monogram" aria-hidden="true">{LETTERS[language] ?? language.slice(0, 2)}</span>;
}
