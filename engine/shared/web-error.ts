/** A delivery over HTTP that got no answer, or was refused before it was sent; the message says why. */
export class WebError extends Error {
  override name = 'WebError';
}
