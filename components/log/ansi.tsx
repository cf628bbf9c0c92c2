import Anser from 'anser';

const NAMES = /^ansi-(?:bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/;

/** A log line with its colours. Text stays text: nothing of it becomes markup. */
export function AnsiText({ text }: { text: string }) {
  if (!text.includes('\u001b')) return <>{text}</>;
  return <>{Anser.ansiToJson(text, { use_classes: true, remove_empty: true, json: true }).map((part, i) => {
    const colour = NAMES.exec(part.fg ?? '')?.[1];
    const names = [colour ? `ansi-${colour}` : '', part.decorations.includes('bold') ? 'ansi-bold' : ''].filter(Boolean).join(' ');
    return <span key={i} className={names || undefined}>{part.content}</span>;
  })}</>;
}
