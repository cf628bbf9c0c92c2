import { describe, expect, it } from 'vitest';
import { READINGS } from '@/common/appspec-reading';
import { parseAppspec } from '@/common/appspec';
import { bundleFindings, bundleRoot, type BundleFile } from './preflight';

const HEAD = 'version: 0.0\nos: linux\n';
const spec = (text: string) => parseAppspec(HEAD + text, READINGS['1.8']);
const bundle = (files: Record<string, BundleFile>) => new Map(Object.entries(files));
const SH: BundleFile = { mode: 0o755, text: '#!/bin/sh\necho\n' };
const told = (text: string, files: Record<string, BundleFile>) =>
  bundleFindings(spec(text), bundle(files)).map((f) => `${f.level}: ${f.text}`);

describe('an AppSpec file against its bundle', () => {
  it('finds nothing where all is well', () => {
    expect(
      told(
        'files: [{source: /, destination: /opt/app}]\nhooks: {AfterInstall: [{location: a.sh}]}\n',
        {
          'appspec.yml': {},
          'a.sh': SH,
        },
      ),
    ).toEqual([]);
  });
  it.each<[string, string, Record<string, BundleFile>, RegExp]>([
    [
      'a script that is missing',
      'hooks: {AfterInstall: [{location: scripts/a.sh}]}',
      { 'a.sh': SH },
      /^error: `scripts\/a.sh` \(AfterInstall\) is not in the bundle/,
    ],
    [
      'one that is not executable',
      'hooks: {AfterInstall: [{location: a.sh}]}',
      { 'a.sh': { ...SH, mode: 0o644 } },
      /^warning: .* is not executable/,
    ],
    [
      'an interpreter with a carriage return',
      'hooks: {AfterInstall: [{location: a.sh}]}',
      { 'a.sh': { text: '#!/bin/sh\r\necho\r\n' } },
      /^error: .* interpreter `\/bin\/sh\\r` is not found/,
    ],
    [
      'Windows lines further down',
      'hooks: {AfterInstall: [{location: a.sh}]}',
      { 'a.sh': { text: '#!/bin/sh\necho\r\n' } },
      /^warning: .* \(CRLF\)/,
    ],
    [
      'an event that is none',
      'hooks: {AfterInstal: [{location: a.sh}]}',
      { 'a.sh': SH },
      /^error: `AfterInstal` is no lifecycle event/,
    ],
    [
      "the agent's own event",
      'hooks: {Install: [{location: a.sh}]}',
      { 'a.sh': SH },
      /^error: `Install` is the agent's own/,
    ],
    [
      'a source that is missing',
      'files: [{source: build, destination: /opt/app}]',
      { 'a.sh': SH },
      /^error: `build` of files is not in the bundle/,
    ],
    [
      'one destination twice',
      'files: [{source: a, destination: /opt}, {source: b/x, destination: /opt}]',
      { 'a/x': {}, 'b/x': {} },
      /^error: Two entries of files write `\/opt\/x`/,
    ],
    [
      'more time than an event has',
      'hooks: {AfterInstall: [{location: a.sh}, {location: a.sh, timeout: 10}]}',
      { 'a.sh': SH },
      /^warning: The scripts of AfterInstall may take 3610 s/,
    ],
  ])('%s', (_what, text, files, wanted) => {
    const found = told(`${text}\n`, files);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(wanted);
  });
  it('files of two folders beside each other are no mistake', () => {
    expect(
      told('files: [{source: a, destination: /opt/a}, {source: b/x, destination: /opt/b}]\n', {
        'a/x': {},
        'b/x': {},
      }),
    ).toEqual([]);
  });
  it('counts from the one folder that a bundle is wrapped in', () => {
    expect([...bundleRoot(bundle({ 'shop/appspec.yml': {}, 'shop/a.sh': {} })).keys()]).toEqual([
      'appspec.yml',
      'a.sh',
    ]);
    expect([...bundleRoot(bundle({ 'shop/a.sh': {} })).keys()]).toEqual(['shop/a.sh']);
  });
});
