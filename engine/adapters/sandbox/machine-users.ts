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

/** Folders to make for the accounts' homes, and who owns them: a web server's is root's. */
export const ACCOUNT_HOMES: readonly (readonly [string, number])[] = [
  ['/home/ec2-user', 1000],
  ['/home/ubuntu', 1001],
  ['/var/www', 0],
];

/** Who may be anybody by `sudo`, as the login users of AWS's images may. */
export const SUDOERS = {
  name: 'starboard-sudo',
  id: 989,
  members: ['ec2-user', 'ubuntu'],
} as const;

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
  group: (text) =>
    file([
      ...systemLines(text).filter((line) => !line.startsWith(`${SUDOERS.name}:`)),
      ...ACCOUNTS.map((a) => `${a.name}:x:${a.id}:`),
      `${SUDOERS.name}:x:${SUDOERS.id}:${SUDOERS.members.join(',')}`,
    ]),
};
