/** The least id of a person's account; below it are the system's. */
const FIRST_PERSON = 1000;
const NOBODY = 65_534;

interface Account {
  readonly name: string;
  readonly id: number;
  readonly home: string;
  readonly shell: string;
}

/** Those of AWS's images that scripts name: Amazon Linux's and Ubuntu's login users, and the web servers'. */
const ACCOUNTS: readonly Account[] = [
  { name: 'ec2-user', id: 1000, home: '/home/ec2-user', shell: '/bin/bash' },
  { name: 'ubuntu', id: 1001, home: '/home/ubuntu', shell: '/bin/bash' },
  { name: 'www-data', id: 33, home: '/var/www', shell: '/usr/sbin/nologin' },
  { name: 'apache', id: 48, home: '/usr/share/httpd', shell: '/sbin/nologin' },
  { name: 'nginx', id: 990, home: '/var/lib/nginx', shell: '/sbin/nologin' },
];

export const isAccount = (name: string): boolean => ACCOUNTS.some((a) => a.name === name);

/** Folders to make for the accounts' homes. */
export const ACCOUNT_HOMES: readonly string[] = ['/home/ec2-user', '/home/ubuntu', '/var/www'];

/** The system's lines of a file of accounts: no person of this machine has one in a machine of its own. */
function systemLines(text: string): string[] {
  const names = ACCOUNTS.map((a) => a.name);
  return text.split('\n').filter((line) => {
    const [name = '', , id = ''] = line.split(':');
    const isSystem = Number(id) < FIRST_PERSON || Number(id) === NOBODY;
    return name !== '' && isSystem && !names.includes(name);
  });
}

const file = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** How this machine's files of accounts become those of a machine of its own. */
export const withUsers: Readonly<Record<string, (text: string) => string>> = {
  passwd: (text) =>
    file([
      ...systemLines(text),
      ...ACCOUNTS.map((a) => `${a.name}:x:${a.id}:${a.id}:${a.name}:${a.home}:${a.shell}`),
    ]),
  group: (text) => file([...systemLines(text), ...ACCOUNTS.map((a) => `${a.name}:x:${a.id}:`)]),
};
