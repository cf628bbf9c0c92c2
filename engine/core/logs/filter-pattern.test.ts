import { describe, expect, it } from 'vitest';
import { FilterError } from './filter-error';
import { parseFilterPattern } from './filter-pattern';

const EVENT =
  '{"eventType":"UpdateTrail","ms":12.5,"ok":true,"none":null,"list":[{"id":7}],"ip":"10.0.0.1"}';
const LINE = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';

describe('a filter pattern', () => {
  it.each<[string, string, boolean]>([
    ['', 'anything', true],
    ['ERROR', '[ERROR 400] bad', true],
    ['error', '[ERROR 400] bad', false],
    ['ERROR ARG', 'ARG then ERROR', true],
    ['ERROR ARG', 'ERROR', false],
    ['?ERROR ?WARN', 'a WARN', true],
    ['?ERROR ?WARN', 'info', false],
    ['ERROR -Exiting', 'ERROR Exiting', false],
    ['ERROR -Exiting', 'ERROR here', true],
    ['"two words"', 'of two words', true],
    ['"two words"', 'two of words', false],
    ['%ERR.R%', 'x ERROR', true],
    ['"a \\"b\\""', 'a "b" c', true],
    ['{ $.eventType = "UpdateTrail" }', EVENT, true],
    ['{ $.eventType = "Update*" && $.ms > 12 }', EVENT, true],
    ['{ $.ms >= 13 || $.ok IS TRUE }', EVENT, true],
    ['{ $.none IS NULL }', EVENT, true],
    ['{ $.gone NOT EXISTS }', EVENT, true],
    ['{ $.list[0].id = 7 }', EVENT, true],
    ['{ $.ip = %^10\\.% }', EVENT, true],
    ['{ ($.ms < 1 || $.ok IS FALSE) && $.ip = "*" }', EVENT, false],
    ['{ $.eventType != "UpdateTrail" }', EVENT, false],
    ['{ $.a = 1 }', 'no JSON', false],
    ['[ip, user, name, time, request, status = 4*, size > 1000]', LINE, true],
    ['[..., status = 200, size]', LINE, false],
    ['[ip = 127*, ..., size]', LINE, true],
    ['[a, b]', LINE, false],
  ])('%s on %s is %s', (pattern, message, matches) => {
    expect(parseFilterPattern(pattern)(message)).toBe(matches);
  });

  it.each(['{ $.a = 1', '[a, b', '{ $.a }', '{ a = 1 }', '{ $.a = 1 && }', '%(%', '{ ($.a = 1 }'])(
    '%s is none',
    (pattern) => {
      expect(() => parseFilterPattern(pattern)).toThrow(FilterError);
    },
  );
});
