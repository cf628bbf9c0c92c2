/**
 * Calls back once no pointer is pressed. What a blur brings into the page would move the button
 * that is being pressed away from under the pointer, and the click would be lost.
 */
export function afterPress(callback: () => void): void {
  // `:active` is what a pointer holds; a blur by keyboard has none.
  if (!document.querySelector(':active')) return callback();
  const released = new AbortController();
  const release = (): void => {
    released.abort();
    // The click comes after the release.
    setTimeout(callback);
  };
  for (const event of ['pointerup', 'pointercancel'])
    window.addEventListener(event, release, { signal: released.signal });
}
