import 'server-only';
import { AppError } from '../aws/errors';
import { imageType } from './image-type';

/** A picture that anybody may have made, as a picture and nothing else: whatever it is called, its own bytes say what it is. */
export function imageResponse(bytes: Uint8Array, caching: string): Response {
  const type = imageType(bytes);
  if (type === undefined) throw new AppError('invalid', 'This is no picture.');
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': caching,
    },
  });
}
