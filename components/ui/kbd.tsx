export function Kbd({ children }: { children: string }) {
  return <kbd className="kbd">{children}</kbd>;
}

/** Keys one after the other: `g b`. */
export function KeySequence({ keys }: { keys: string }) {
  return (
    <span className="key-sequence">
      {keys.split(' ').map((key, i) => (
        <Kbd key={i}>{key}</Kbd>
      ))}
    </span>
  );
}
