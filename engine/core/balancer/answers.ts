/** The texts of statuses as the load balancer itself writes them. */
const NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  421: 'Misdirected Request',
  460: 'Client Closed Request',
  463: 'Unknown',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

export const statusText = (status: number): string => NAMES[status] ?? '';

/** What the load balancer answers where no target does. */
export function ownBody(status: number): string {
  const title = `${status} ${statusText(status)}`;
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}
