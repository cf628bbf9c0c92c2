import { describe, expect, it } from 'vitest';
import { destination, DestinationError, refusalOf, type Names } from './destinations';

const OWN = ['127.0.0.1', '192.168.1.5', 'fe80::1%eth0', '2001:db8::5'];
const names = (found: Readonly<Record<string, readonly string[]>>): Names => ({
  own: () => OWN,
  resolve: (host) =>
    found[host] ? Promise.resolve(found[host]) : Promise.reject(new Error(`ENOTFOUND ${host}`)),
});

describe('where an instance may go', () => {
  it.each([
    '127.0.0.1',
    '127.9.8.7',
    '0.0.0.0',
    '0.1.2.3',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '169.254.169.254',
    'fd00:ec2::254',
    '100.100.100.200',
    'fe80::2',
    '224.0.0.1',
    '255.255.255.255',
    '192.168.1.5',
    '::ffff:192.168.1.5',
    '2001:db8::5',
  ])('is not %s', (address) => {
    expect(refusalOf(address, OWN)).toBeTypeOf('string');
  });

  it.each([
    '203.0.113.80',
    '1.1.1.1',
    '10.1.2.3',
    '192.168.1.6',
    '2606:4700::1111',
    '64:ff9b::101:101',
  ])('is %s', (address) => {
    expect(refusalOf(address, OWN)).toBeUndefined();
  });

  it.each(['localhost', 'LOCALHOST', 'localhost.', 'q01234.localhost', '', '[::1]', '127.0.0.1'])(
    'is not %j, whatever it resolves to',
    async (host) => {
      const asked = destination(host, false, names({ [host]: ['1.1.1.1'] }));
      await expect(asked).rejects.toThrow(DestinationError);
    },
  );

  it('is not a name that has one address of this machine among others', async () => {
    const known = names({ 'evil.example': ['1.1.1.1', '127.0.0.1'], 'fine.example': ['1.1.1.1'] });
    await expect(destination('evil.example', false, known)).rejects.toThrow(
      'evil.example resolves to 127.0.0.1 is the machine on which the instance runs',
    );
    expect(await destination('fine.example', false, known)).toBe('1.1.1.1');
  });

  it('is a name that only the next proxy knows, where there is one', async () => {
    await expect(destination('inside.corp', false, names({}))).rejects.toThrow('ENOTFOUND');
    expect(await destination('inside.corp', true, names({}))).toBeUndefined();
    await expect(
      destination('evil.corp', true, names({ 'evil.corp': ['127.0.0.1'] })),
    ).rejects.toThrow(DestinationError);
  });
});
