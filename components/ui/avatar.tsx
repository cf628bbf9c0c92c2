const initials = (name: string): string => {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  return (
    (words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : (words[0]?.[1] ?? ''))
  ).toUpperCase();
};

/** A person by initials; the name is beside it or in the title. */
export function Avatar({ name }: { name: string }) {
  return (
    <span className="avatar" title={name} aria-hidden="true">
      {initials(name) || '?'}
    </span>
  );
}
