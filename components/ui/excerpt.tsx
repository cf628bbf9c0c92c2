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

/** Whether a text is longer than its room. */
function useIsCut(ref: RefObject<HTMLElement | null>, text: string): boolean {
  const [isCut, setCut] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = (): void =>
      setCut(
        element.scrollHeight > element.clientHeight + 1 ||
          element.scrollWidth > element.clientWidth + 1,
      );
    const observer = new ResizeObserver(look);
    observer.observe(element);
    look();
    return () => observer.disconnect();
  }, [ref, text]);
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
 * Words in as much room as there is. Where they are longer a press on them shows the whole above the page: nothing on it
 * moves.
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
  // What is over the words has no part in their layout: whether they are cut does not depend on it.
  return (
    <span className={`excerpt ${className}`}>
      <span
        ref={words}
        className={lines > 1 ? 'excerpt-words' : 'truncate block'}
        style={lines > 1 ? { WebkitLineClamp: lines } : undefined}
      >
        {text}
      </span>
      {isCut && (
        <>
          <button
            type="button"
            className="excerpt-open"
            popoverTarget={id}
            aria-haspopup="dialog"
            aria-label={`${about}, all of it`}
            title={text}
          />
          <span
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
          </span>
        </>
      )}
    </span>
  );
}
