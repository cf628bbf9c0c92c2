import { StatusIcon } from './icon';

/** What of a page could not be read, above what could. */
export function Unread({ texts }: { texts: readonly string[] }) {
  return texts.map((text) => (
    <p key={text} className="note k-unk">
      <StatusIcon status="unk" />
      <span>{text}</span>
    </p>
  ));
}
