import { Copy } from './copy';

/**
 * An id, an ARN, a name that is pasted elsewhere: shown (`short`: by its beginning), and copied whole. `what` names it for
 * those who hear the button alone: `the execution ID`.
 */
export function Copyable({
  text,
  what,
  short = text,
}: {
  text: string;
  what: string;
  short?: string;
}) {
  return (
    <span className="copyable">
      <code className="truncate" title={text}>
        {short}
      </code>
      <Copy text={text} label={`Copy ${what}`} />
    </span>
  );
}
