import { VPC_CIDR } from '../../../core/network/vpc';
import type { SandboxFiles } from '../../../ports/sandbox-files';

/*
 * Java reads no variable of a proxy but its own network settings, which Debian's and Ubuntu's JDKs
 * have below /etc. JAVA_TOOL_OPTIONS would do for every JDK, and each of its programs would say so
 * where a script reads its version.
 */
const FOLDER = /^java-\d+-openjdk$/;
const FILE = 'net.properties';
const MAX_SETTINGS = 1024 * 1024;
const FILE_MODE = 0o644;
const [BEGIN, END] = ['# The way out of this instance', '# End of the way out'];

const NOT_BY_PROXY = [
  'localhost',
  '127.*',
  '[::1]',
  `${VPC_CIDR.split('.').slice(0, 2).join('.')}.*`,
  '*.ec2.internal',
  '*.compute.internal',
].join('|');

/** The settings with this proxy, or with none; the later of two values counts. */
export function withProxy(text: string, port: number | undefined): string {
  const [before = '', rest] = text.split(`${BEGIN}\n`);
  const after = rest?.split(`${END}\n`)[1] ?? '';
  if (port === undefined) return `${before}${after}`;
  const settings = [
    ...['http', 'https'].flatMap((p) => [`${p}.proxyHost=127.0.0.1`, `${p}.proxyPort=${port}`]),
    `http.nonProxyHosts=${NOT_BY_PROXY}`,
  ];
  const own = before === '' || before.endsWith('\n') ? before : `${before}\n`;
  return [`${own}${BEGIN}`, ...settings, END, after].join('\n');
}

/** Leads what runs on an instance's own JDKs by this proxy, or by none. */
export function setJavaProxy(files: SandboxFiles, port: number | undefined): void {
  if (files.stat('/etc')?.type !== 'directory') return;
  for (const { name } of files.list('/etc').filter((entry) => FOLDER.test(entry.name))) {
    const path = `/etc/${name}/${FILE}`;
    if (files.stat(path)?.type !== 'file') continue;
    const before = files.readText(path, MAX_SETTINGS);
    const after = withProxy(before, port);
    if (after !== before) files.write(path, after, FILE_MODE);
  }
}
