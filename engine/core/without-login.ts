/** A text of git's without the name and password of an address in it. */
export const withoutLogin = (text: string): string => text.replace(/\/\/[^@/\s]+@/g, '//');
