import Anser from 'anser';
import { Fragment } from 'react';

const NAMES = /^ansi-(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/;
/** An address as it stands in running text: what closes a sentence or a bracket is not part of it. */
const ADDRESS = /\bhttps?:\/\/[^\s"'<>`\\]*[^\s"'<>`\\.,;:!?)\]}]/g;

/** Web addresses become links that tell nothing of where they were pressed; any other text stays text. */
function Linked({ text }: { text: string }) {
  if (!text.includes('://')) return <>{text}</>;
  const parts: React.ReactNode[] = [];
  let from = 0;
  for (const m of text.matchAll(ADDRESS)) {
    parts.push(
      text.slice(from, m.index),
      <a key={m.index} className="log-link" href={m[0]} target="_blank" rel="noopener noreferrer">
        {m[0]}
      </a>,
    );
    from = m.index + m[0].length;
  }
  return (
    <>
      {parts.map((p, i) => (
        <Fragment key={i}>{p}</Fragment>
      ))}
      {text.slice(from)}
    </>
  );
}

/** Escapes that move the cursor, clear the screen or hide text have no meaning in a list of lines. */
const OTHER_ESCAPES =
  /\u001b(?:\[[0-9;?]*[A-LN-Za-ln-z]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[()#][0-9A-B]|[=>78cDEHM])/g;

/** A log line with its colours and links. Text stays text: nothing of it becomes markup. */
export function AnsiText({ text }: { text: string }) {
  if (!text.includes('\u001b')) return <Linked text={text} />;
  return (
    <>
      {Anser.ansiToJson(text.replace(OTHER_ESCAPES, ''), {
        use_classes: true,
        remove_empty: true,
        json: true,
      }).map((part, i) => {
        const colour = NAMES.exec(part.fg ?? '')?.[1];
        const names = [
          colour ? `ansi-${colour}` : '',
          part.decorations.includes('bold') ? 'ansi-bold' : '',
        ]
          .filter(Boolean)
          .join(' ');
        return (
          <span key={i} className={names || undefined}>
            <Linked text={part.content} />
          </span>
        );
      })}
    </>
  );
}
