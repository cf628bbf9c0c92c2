'use client';
import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react';
import { copyText } from '@/lib/client/clipboard';
import { useNow } from '@/lib/client/now';
import { useZone } from '@/lib/client/zone';
import { momentText } from '@/lib/domain/zone';
import { EXACT_TIME_ID } from '@/components/ui/time';

/** Long enough that a pointer on its way over a list opens nothing. */
const DELAY_MS = 250;
const GAP = 4;

interface Shown {
  readonly element: HTMLElement;
  readonly at: number;
  readonly said?: 'copied' | 'failed';
}

const TIME = 'time[data-at]';
const timeOf = (target: EventTarget | null): HTMLElement | undefined =>
  (target instanceof Element && target.closest<HTMLElement>(TIME)) || undefined;

/** The time under the pointer, also where a link without words lies over a whole card. */
function pointedTime({ target, clientX, clientY }: PointerEvent): HTMLElement | undefined {
  if (!(target instanceof Element) || !target.matches('a:empty')) return timeOf(target);
  return document
    .elementsFromPoint(clientX, clientY)
    .find((e): e is HTMLElement => e instanceof HTMLElement && e.matches(TIME));
}

/** The time that the keyboard has focused, or the only one in a link or a button that it has. */
function focusedTime(target: EventTarget | null): HTMLElement | undefined {
  if (!(target instanceof Element) || !target.matches(':focus-visible')) return undefined;
  const inside = target.matches('a, button') ? target.querySelectorAll<HTMLElement>(TIME) : [];
  return timeOf(target) ?? (inside.length === 1 ? inside[0] : undefined);
}

const isPressable = (element: HTMLElement): boolean => element.getAttribute('role') === 'button';
const momentOf = (element: HTMLElement): number => Number(element.dataset['at']);

/** Under the time, or above it where there is no room; never past an edge. */
function place(box: HTMLElement, element: HTMLElement): void {
  const at = element.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const isLow = at.bottom + GAP + height > window.innerHeight;
  const left = Math.max(8, Math.min(at.left, window.innerWidth - width - 8));
  box.style.left = `${left}px`;
  box.style.top = `${isLow ? at.top - GAP - height : at.bottom + GAP}px`;
}

/** What is shown, by what the pointer and the keyboard are on. */
function useShown(): Shown | undefined {
  const [shown, setShown] = useState<Shown>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wanted = useRef<HTMLElement>(undefined);
  const open = (element: HTMLElement | undefined, delay: number): void => {
    if (element === wanted.current) return;
    wanted.current = element;
    clearTimeout(timer.current);
    if (!element) setShown(undefined);
    else timer.current = setTimeout(() => setShown({ element, at: momentOf(element) }), delay);
  };
  const onPointer = useEffectEvent((e: PointerEvent): void => {
    if (e.pointerType === 'touch') return;
    // The pointer may rest on the box itself, to read it.
    if (e.target instanceof Element && e.target.closest('.exact-time')) return;
    open(pointedTime(e) ?? focusedTime(document.activeElement), DELAY_MS);
  });
  const onFocus = useEffectEvent((e: FocusEvent): void => open(focusedTime(e.target), 0));
  const close = useEffectEvent((): void => open(undefined, 0));
  const press = useEffectEvent((element: HTMLElement | undefined): boolean => {
    if (!element || !isPressable(element)) return false;
    const at = momentOf(element);
    wanted.current = element;
    clearTimeout(timer.current);
    void copyText(new Date(at).toISOString()).then((done) =>
      setShown({ element, at, said: done ? 'copied' : 'failed' }),
    );
    return true;
  });
  useEffect(() => {
    const onClick = (e: MouseEvent): void => void press(timeOf(e.target));
    const onKey = (e: KeyboardEvent): void => {
      if (e.key === 'Escape') close();
      if (e.key !== 'Enter' && e.key !== ' ') return;
      // A time takes the key only while it has the focus itself.
      if (timeOf(e.target) === e.target && press(timeOf(e.target))) e.preventDefault();
    };
    const listeners = [
      ['pointermove', onPointer],
      ['focusin', onFocus],
      ['focusout', close],
      ['scroll', close],
      ['click', onClick],
      ['keydown', onKey],
    ] as const;
    for (const [name, listener] of listeners)
      document.addEventListener(name, listener as EventListener, { capture: name === 'scroll' });
    return () => {
      clearTimeout(timer.current);
      for (const [name, listener] of listeners)
        document.removeEventListener(name, listener as EventListener, {
          capture: name === 'scroll',
        });
    };
  }, []);
  return shown;
}

function Hint({ shown }: { shown: Shown }) {
  if (shown.said === 'copied') return <p>Copied {new Date(shown.at).toISOString()}</p>;
  if (shown.said === 'failed') return <p>Could not copy</p>;
  return isPressable(shown.element) ? <p>Click to copy</p> : null;
}

/**
 * The exact moment of the time that is pointed at or has the focus, one box for the whole page: a list of a hundred times
 * has no hundred of them.
 */
export function ExactTime() {
  const shown = useShown();
  const { zone, moment } = useZone();
  const box = useRef<HTMLDivElement>(null);
  const now = useNow();
  useLayoutEffect(() => {
    const element = box.current;
    if (!element?.isConnected) return;
    // A page may have taken the time away meanwhile, or moved it.
    const isThere = shown !== undefined && shown.element.isConnected;
    element.togglePopover(isThere);
    if (isThere) place(element, shown.element);
  }, [shown, now]);
  return (
    <>
      <div
        ref={box}
        id={EXACT_TIME_ID}
        role="tooltip"
        popover="manual"
        className="exact-time print-off"
      >
        {shown && (
          <>
            <p>{moment(shown.at)}</p>
            {zone !== 'UTC' && <p>{momentText(shown.at, 'UTC')}</p>}
            <Hint shown={shown} />
          </>
        )}
      </div>
      <span role="status" className="sr-only">
        {shown?.said === 'copied' && 'Copied'}
        {shown?.said === 'failed' && 'Could not copy'}
      </span>
    </>
  );
}
