import { lookup } from 'node:dns';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { addressRefusal } from '../../common/guarded-fetch';
import type { Web } from '../ports/web';
import { WebError } from '../shared/web-error';

const refusal = (address: string): string | undefined =>
  addressRefusal(address)?.replace('to connect to', 'to deliver to');

/** The address is judged as it is connected to: a name that changes its mind in between gains nothing. */
const judged: LookupFunction = (hostname, options, done) => {
  lookup(hostname, options, (error, address, family) => {
    const all = Array.isArray(address) ? address : [{ address, family }];
    const wrong = error
      ? undefined
      : all.map((a) => refusal(a.address)).find((r) => r !== undefined);
    if (wrong !== undefined) done(new WebError(wrong), '');
    else done(error, address, family);
  });
};

export const webPost: Web = {
  post(text, headers, body, timeoutMs) {
    return new Promise((resolve, reject) => {
      const url = new URL(text);
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const wrong = isIP(host) ? refusal(host) : undefined;
      if (wrong !== undefined) return reject(new WebError(wrong));
      const send = url.protocol === 'https:' ? secure : plain;
      const fail = (cause: Error): void =>
        reject(
          cause instanceof WebError
            ? cause
            : new WebError(`${url.host} did not answer: ${cause.message}`, { cause }),
        );
      const request = send(
        url,
        {
          method: 'POST',
          headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
          lookup: judged,
          signal: AbortSignal.timeout(timeoutMs),
        },
        (response) => {
          // What a subscriber says beyond its status is of no use, and may have no end.
          response.destroy();
          resolve(response.statusCode ?? 0);
        },
      );
      request.on('error', fail);
      request.end(body);
    });
  },
};
