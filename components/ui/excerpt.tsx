'use client';
import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type CSSProperties,
  type RefObject,
} from 'react';
import { Copy } from './copy';

/** In px: between the words and the box that has them whole, at the window's edge, and the most that is read in a line. */
const GAP = 4;
const EDGE = 8;
const WIDEST = 420;

const isOver = (e: HTMLElement): boolean =>
  e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1;

/**
 * Whether a text is longer than its room. What is cut is drawn in an element of its own, which may have more room: it is
 * measured again when its size changes, and not because it is another element. Else the two would take turns for ever.
 */
function useIsCut(ref: RefObject<HTMLElement | null>, text: string): boolean {
  const [cut, setCut] = useState<string>();
  const isCut = cut === text;
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = (): void => setCut(isOver(element) ? text : undefined);
    // An observer tells of the size that is there once.
    let isKnown = isCut;
    const observer = new ResizeObserver(() => {
      if (!isKnown) look();
      isKnown = false;
    });
    observer.observe(element);
    if (!isCut) look();
    return () => observer.disconnect();
  }, [ref, text, isCut]);
  return isCut;
}

/** Under the words, or above those in the window's lower half. */
function placeBy(words: DOMRect): CSSProperties {
  const width = Math.min(WIDEST, window.innerWidth - 2 * EDGE);
  const left = Math.max(EDGE, Math.min(words.left, window.innerWidth - EDGE - width));
  return words.bottom < window.innerHeight / 2
    ? { left, top: words.bottom + GAP, bottom: 'auto' }
    : { left, top: 'auto', bottom: window.innerHeight - words.top + GAP };
}

/**
 * Words in as much room as there is. Where they are longer they are a button that shows the whole of them above the
 * page: nothing on it moves.
 */
export function Excerpt({
  text,
  about,
  lines = 1,
  className = '',
}: {
  text: string;
  /** What it tells: `Why Build of shop failed`. */
  about: string;
  lines?: number;
  className?: string;
}) {
  const id = useId();
  const words = useRef<HTMLSpanElement>(null);
  const [place, setPlace] = useState<CSSProperties>();
  const isCut = useIsCut(words, text);
  const shown = (
    <span
      ref={words}
      className={lines > 1 ? 'excerpt-words' : 'truncate block'}
      style={lines > 1 ? { WebkitLineClamp: lines } : undefined}
    >
      {text}
    </span>
  );
  if (!isCut) return <span className={`excerpt ${className}`}>{shown}</span>;
  return (
    <>
      <button
        type="button"
        className={`excerpt ${className}`}
        popoverTarget={id}
        aria-haspopup="dialog"
        title={text}
      >
        {shown}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={about}
        className="excerpt-whole"
        style={place}
        onBeforeToggle={(e) => {
          if (e.newState === 'open' && words.current)
            setPlace(placeBy(words.current.getBoundingClientRect()));
        }}
      >
        <span>{text}</span>
        <Copy text={text} label="Copy these words" />
      </div>
    </>
  );
}
