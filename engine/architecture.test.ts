import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { filesBelow, importsOf, nodes, parse, textOf } from '../scripts/syntax';

const root = join(import.meta.dirname, '..');
const PARTS = [
  'app',
  'clients',
  'common',
  'components',
  'lib',
  'engine',
  'bin',
  'templates/targets',
];
const isTest = (file: string): boolean =>
  /\.test\.tsx?$/.test(file) || file.startsWith('engine/testing');
const files = PARTS.flatMap((dir) => filesBelow(root, dir, /\.tsx?$/)).filter((f) => !isTest(f));

interface Facts {
  /** As paths from the root; packages as they are written. */
  readonly imports: readonly string[];
  readonly nodes: readonly ts.Node[];
  readonly statements: readonly ts.Statement[];
}

const facts = new Map<string, Facts>(
  files.map((file) => {
    const tree = parse(join(root, file));
    const fromRoot = (spec: string): string =>
      spec.startsWith('.')
        ? relative(root, join(root, file, '..', spec))
        : spec.replace(/^@\//, '');
    return [
      file,
      {
        imports: importsOf(tree).map(fromRoot),
        nodes: [...nodes(tree)],
        statements: tree.statements,
      },
    ];
  }),
);
const imports = (file: string): readonly string[] => facts.get(file)?.imports ?? [];
const has = (file: string, test: (node: ts.Node) => boolean): boolean =>
  facts.get(file)?.nodes.some(test) ?? false;
const says = (file: string, text: RegExp): boolean =>
  has(file, (node) => text.test(textOf(node) ?? ''));

const COMPONENT_IMPORTS = [
  'components/',
  'lib/domain/',
  'common/expression',
  'lib/client/',
  'lib/actions/',
  'lib/routes',
];

/** Who may import whom (ARCHITECTURE.md): the allowed beginnings, for our own files. */
const RULES: readonly (readonly [string, readonly string[]])[] = [
  ['app/', ['app/', 'components/', 'lib/']],
  ['components/', COMPONENT_IMPORTS],
  // The only way from a page to a change.
  ['lib/actions/', ['lib/server/', 'lib/domain/']],
  ['lib/client/', ['lib/client/', 'lib/domain/', 'lib/routes', 'common/expression']],
  [
    'lib/server/',
    ['lib/server/', 'lib/domain/', 'lib/routes', 'templates/targets/', 'clients/', 'common/'],
  ],
  // Stands in for a package of the SDK that there is not: used by both sides as they use those.
  ['clients/', ['clients/']],
  // What both programs must do alike and no package does: nothing of either is known here.
  ['common/', ['common/']],
  // What is known of reads, and who follows what: it knows nothing of what is read.
  ['lib/server/cache/', ['lib/server/cache/', 'lib/server/shared', 'lib/domain/']],
  [
    'lib/server/aws/',
    [
      'lib/server/aws/',
      'lib/server/cache/',
      'lib/server/env',
      'lib/server/shared',
      'lib/domain/',
      'clients/',
      'common/',
    ],
  ],
  // The folder of a call decides which policy holds it (deploy/policies): reading knows nothing of changing.
  [
    'lib/server/data/',
    [
      'lib/server/data/',
      'lib/server/aws/',
      'lib/server/cache/',
      'lib/server/env',
      'lib/server/shared',
      'lib/domain/',
      'lib/routes',
    ],
  ],
  [
    'lib/server/diff/',
    [
      'lib/server/diff/',
      'lib/server/data/',
      'lib/server/aws/',
      'lib/server/cache/',
      'lib/server/shared',
      'lib/domain/',
    ],
  ],
  [
    'lib/server/events/',
    [
      'lib/server/events/',
      'lib/server/data/',
      'lib/server/aws/',
      'lib/server/cache/',
      'lib/server/env',
      'lib/server/shared',
      'lib/domain/',
      'common/',
    ],
  ],
  // Evidence is read out of files that anybody may have made.
  [
    'lib/domain/',
    [
      'lib/domain/',
      'common/expression',
      'common/wildcard',
      'common/bounded-parse',
      'common/reports/',
    ],
  ],
  ['templates/targets/', ['templates/targets/']],
  ['engine/core/', ['engine/core/', 'common/']],
  ['engine/ports/', ['engine/ports/', 'engine/core/']],
  ['engine/shared/', ['engine/shared/', 'engine/ports/', 'engine/core/']],
  [
    'engine/wire/',
    [
      'engine/wire/',
      'engine/shared/',
      'engine/ports/',
      // How deep a text is and how long an expression is tried: bounds that hold on both sides of the wire.
      'common/bounded-parse',
      'common/expression',
      'clients/',
    ],
  ],
  [
    'engine/services/',
    [
      'engine/services/',
      'engine/shared/',
      'engine/core/',
      'engine/ports/',
      'engine/wire/errors',
      'engine/wire/validate',
      'clients/',
      'common/',
    ],
  ],
  [
    'engine/runtime/',
    [
      'engine/runtime/',
      'engine/core/',
      'engine/ports/',
      // What a call that is no client's answers, and how a client's input is checked.
      'engine/wire/errors',
      'engine/wire/members/check',
    ],
  ],
  [
    'engine/http/',
    [
      'engine/http/',
      'engine/home/',
      'engine/runtime/',
      'engine/services/',
      'engine/shared/',
      'engine/wire/',
      'engine/adapters/',
      'engine/ports/',
      'engine/core/',
      'engine/config',
      'common/',
    ],
  ],
  [
    'engine/home/',
    [
      'engine/home/',
      'engine/services/',
      'engine/adapters/',
      'engine/shared/',
      'engine/ports/',
      'engine/core/',
      'engine/config',
      'common/',
    ],
  ],
  [
    'engine/programs/',
    [
      'engine/programs/',
      'engine/adapters/',
      'engine/shared/',
      'engine/ports/',
      'engine/core/',
      'engine/config',
      'common/',
    ],
  ],
  [
    'engine/adapters/',
    [
      'engine/adapters/',
      'engine/shared/',
      'engine/ports/',
      'engine/core/',
      'engine/config',
      'common/',
    ],
  ],
];
const OWN = [
  'app/',
  'clients/',
  'common/',
  'components/',
  'lib/',
  'engine/',
  'bin/',
  'templates/',
  'e2e/',
  'scripts/',
];

const GALLERY = 'app/dev/gallery/';

/** A file and all that it imports, by whatever way. */
function reachedFrom(file: string): Set<string> {
  const reached = new Set([file]);
  for (const next of reached)
    for (const i of imports(next))
      for (const name of [i, `${i}.ts`, `${i}.tsx`]) if (facts.has(name)) reached.add(name);
  return reached;
}

/** Where no two files may import each other. */
const NO_CIRCLES = ['engine/', 'lib/'];

/** The file that an import from a path means. */
const fileOf = (path: string): string | undefined =>
  [path, `${path}.ts`, `${path}.tsx`, `${path}/index.ts`].find((p) => facts.has(p));

const isCallOf = (node: ts.Node, callee: string): boolean =>
  (ts.isCallExpression(node) || ts.isNewExpression(node)) && node.expression.getText() === callee;

describe('the house', () => {
  it.each(RULES)('%s imports only what it may', (from, allowed) => {
    const wrong = files
      .filter((f) => f.startsWith(from))
      .flatMap((f) => {
        const own = imports(f).filter((i) => OWN.some((o) => i.startsWith(o)));
        return own.filter((i) => !allowed.some((a) => i.startsWith(a))).map((i) => `${f} → ${i}`);
      });
    expect(wrong).toEqual([]);
  });

  // The gallery shows the parts of every route.
  const parts = files.filter((f) => /^app\/.*_components\//.test(f) && !f.startsWith(GALLERY));
  const routeOf = (path: string): string | undefined => /^(app\/.*?)_components\//.exec(path)?.[1];

  it('has parts of a route that import what components may, and parts of the same route or above', () => {
    const isAllowed = (f: string, i: string): boolean => {
      const route = routeOf(i);
      return route === undefined
        ? COMPONENT_IMPORTS.some((a) => i.startsWith(a))
        : f.startsWith(route);
    };
    const wrong = parts.flatMap((f) => {
      const own = imports(f).filter((i) => OWN.some((o) => i.startsWith(o)));
      return own.filter((i) => !isAllowed(f, i)).map((i) => `${f} → ${i}`);
    });
    expect(parts.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it('keeps in components what two routes or more use; what one route uses is beside it', () => {
    const users = new Map<string, Set<string>>();
    const pages = files.filter(
      (f) => /^app\/.*\/?(page|layout|not-found|error)\.tsx$/.test(f) && !f.startsWith(GALLERY),
    );
    for (const page of pages)
      for (const file of reachedFrom(page))
        users.set(file, (users.get(file) ?? new Set()).add(page));
    const alone = files.filter((f) => {
      const [first, ...others] = users.get(f) ?? [];
      const isShared = others.length > 0 || first === 'app/layout.tsx';
      return f.startsWith('components/') && !f.startsWith('components/ui/') && !isShared;
    });
    expect(alone).toEqual([]);
  });

  it('has no circle of two files', () => {
    const own = files.filter((f) => NO_CIRCLES.some((dir) => f.startsWith(dir)));
    const loaded = new Map(own.map((f) => [f, new Set(imports(f).map(fileOf))]));
    const circles = own.flatMap((a) =>
      [...(loaded.get(a) ?? [])].flatMap((b) =>
        b !== undefined && a < b && loaded.get(b)?.has(a) ? [`${a} ↔ ${b}`] : [],
      ),
    );
    expect(circles).toEqual([]);
  });

  it('has no two folders of lib/server or lib/client that import each other', () => {
    const folderOf = (path: string): string | undefined =>
      /^lib\/(?:server|client)\/[^/]+(?=\/)/.exec(path)?.[0];
    const led = new Map<string, Set<string>>();
    for (const f of files) {
      const from = folderOf(f);
      if (from === undefined) continue;
      const to = imports(f).flatMap((i) => folderOf(i) ?? []);
      led.set(from, new Set([...(led.get(from) ?? []), ...to]));
    }
    const circles = [...led].flatMap(([a, to]) =>
      [...to].flatMap((b) => (a < b && led.get(b)?.has(a) ? [`${a} ↔ ${b}`] : [])),
    );
    expect(led.get('lib/server/live')).toContain('lib/server/cache');
    expect(circles).toEqual([]);
  });

  it('asks which backend it is where the connection is made, and for its name', () => {
    const known = [
      'lib/server/aws/connection.ts',
      // Of a failure it is told by the call, or by the environment where none was sent.
      'lib/server/aws/aws-failures.ts',
      'lib/server/aws/reached.ts',
      'lib/server/env.ts',
    ];
    const asks = (node: ts.Node): boolean =>
      (ts.isBinaryExpression(node) &&
        /^[=!]==?$/.test(node.operatorToken.getText()) &&
        /^(local|aws)$/.test(textOf(node.right) ?? '')) ||
      (ts.isElementAccessExpression(node) && /\bbackend$/.test(node.argumentExpression.getText()));
    const own = files.filter((f) => /^(app|lib\/server)\//.test(f));
    expect(own.filter((f) => !known.includes(f) && has(f, asks))).toEqual([]);
    expect(known.filter((f) => !has(f, asks))).toEqual([]);
  });

  it('has each style sheet in the one that the page loads, in an order that is written down', () => {
    const sheets = ['app', 'components'].flatMap((dir) => filesBelow(root, dir, /\.css$/));
    const first = 'app/styles/globals.css';
    const text = readFileSync(join(root, first), 'utf8');
    const imported = [...text.matchAll(/@import '(\.[^']+)'/g)].map(([, path = '']) =>
      join('app/styles', path),
    );
    expect(imported.sort()).toEqual(sheets.filter((f) => f !== first).sort());
  });

  it('has services that do not import each other', () => {
    const service = (path: string): string | undefined =>
      /^engine\/services\/([^/]+)\//.exec(path)?.[1];
    const wrong = files
      .filter((f) => service(f))
      .flatMap((f) => {
        const others = imports(f).filter(
          (i) => service(i) !== undefined && service(i) !== service(f),
        );
        return others.map((i) => `${f} → ${i}`);
      });
    expect(wrong).toEqual([]);
  });

  it('has ports that are interfaces and nothing else', () => {
    const isType = (node: ts.Node): boolean =>
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly === true);
    const ports = files.filter((f) => f.startsWith('engine/ports/'));
    expect(ports.length).toBeGreaterThan(10);
    expect(ports.filter((f) => !facts.get(f)?.statements.every(isType))).toEqual([]);
  });

  it('has the parts of the engine in folders, its entry and its settings beside them', () => {
    const own = files.filter((f) => /^engine\/[^/]+$/.test(f));
    expect(own.sort()).toEqual(['engine/config.ts', 'engine/main.ts']);
  });

  it('reads the environment of the engine in its config alone', () => {
    const reads = (node: ts.Node): boolean =>
      ts.isPropertyAccessExpression(node) && node.getText() === 'process.env';
    const own = files.filter((f) => f.startsWith('engine/') && has(f, reads));
    expect(own).toEqual(['engine/config.ts']);
  });

  it("marks every file of lib/server as the server's own", () => {
    const own = files.filter((f) => f.startsWith('lib/server/'));
    expect(own.length).toBeGreaterThan(50);
    expect(
      own.filter((f) => facts.get(f)?.statements[0]?.getText() !== "import 'server-only';"),
    ).toEqual([]);
  });

  // The XML namespaces of the wire's table look like domains and are none.
  it("names AWS's partitions and domains in one module of each part", () => {
    const known = [
      'engine/core/partition.ts',
      'templates/targets/intrinsics.ts',
      'engine/wire/services.ts',
      'lib/server/aws/arn.ts',
    ];
    expect(
      files.filter((f) => !known.includes(f) && says(f, /arn:aws:|amazonaws\\?\.com/)),
    ).toEqual([]);
  });

  // What a build or a hook makes is worked on by sandbox.files alone (engine/ports/sandbox-files.ts): a plain path follows
  // whatever links stand on the way. These work on folders that nothing sandboxed can write: the build's, the agent's, a
  // call's.
  it('touches what sandboxed code can write by one module alone', () => {
    const plain = [
      'engine/programs/runner/main.ts',
      'engine/programs/runner/artifacts.ts',
      'engine/programs/runner/download-source.ts',
      'engine/programs/runner/remote-cache.ts',
      'engine/programs/runner/reports.ts',
      'engine/programs/runner/shell.ts',
      'engine/programs/agent/main.ts',
      'engine/programs/agent/bundle.ts',
      'engine/programs/agent/peers/place.ts',
      'engine/programs/function/main.ts',
    ];
    const programs = files.filter((f) => /^engine\/programs\/(runner|agent|function)\//.test(f));
    expect(
      programs.filter((f) => imports(f).some((i) => i.startsWith('node:fs')) && !plain.includes(f)),
    ).toEqual([]);

    const reaches = (f: string): boolean =>
      imports(f).some((i) => /host-path|sandbox\/files\/(handle|view)/.test(i)) ||
      has(f, (node) => ts.isIdentifier(node) && node.text.includes('hostPath'));
    expect(files.filter((f) => !f.startsWith('engine/adapters/sandbox/') && reaches(f))).toEqual(
      [],
    );

    // The root of a sandbox is named where the sandbox is started, and where a home is looked through (by lstat).
    const namesRoot = (node: ts.Node): boolean =>
      ts.isCallExpression(node) && textOf(node.arguments.at(-1) ?? node) === 'root';
    const starters = [
      'engine/programs/function/main.ts',
      'engine/programs/runner/main.ts',
      'engine/programs/agent/main.ts',
      'engine/programs/local-deploy.ts',
      'engine/home/check.ts',
    ];
    const naming = files.filter((f) => f.startsWith('engine/') && has(f, namesRoot));
    expect(naming.filter((f) => !starters.includes(f))).toEqual([]);
    expect(naming).not.toEqual([]);
  });

  it('compares status words in lib/domain/status and in engine/core alone', () => {
    const words = /^(Succeeded|Failed|InProgress|SUCCEEDED|FAILED|Superseded|Stopped)$/;
    const compares = (node: ts.Node): boolean =>
      ts.isBinaryExpression(node) &&
      /^[=!]==?$/.test(node.operatorToken.getText()) &&
      words.test(textOf(node.right) ?? '');
    const own = files.filter(
      (f) => /^(app|components|lib)\//.test(f) && f !== 'lib/domain/status.ts',
    );
    expect(own.filter((f) => !f.startsWith('lib/server/projects/') && has(f, compares))).toEqual(
      [],
    );
  });

  it('tries expressions and globs from outside by its modules for them alone', () => {
    // The first is RE2's; the others put a number, our own constant and an escaped text into a pattern of ours.
    const known = [
      'common/expression.ts',
      'lib/domain/commits/whereabouts.ts',
      'lib/server/logs/readers.ts',
      'lib/domain/logs/log-query.ts',
      'engine/adapters/dashboard-name.ts',
    ];
    const tries = (f: string): boolean =>
      imports(f).some((i) => i === 're2js' || i === 'picomatch') ||
      has(f, (node) => isCallOf(node, 'RegExp'));
    expect(files.filter((f) => !known.includes(f) && tries(f))).toEqual([]);
    expect(known.filter((f) => !tries(f))).toEqual([]);
  });

  it('has no function of the engine that is longer than two screens', () => {
    const linesOf = (node: ts.Node): number => node.getText().split('\n').length;
    const isLong = (node: ts.Node): boolean =>
      ts.isFunctionLike(node) && 'body' in node && node.body !== undefined && linesOf(node) > 100;
    expect(files.filter((f) => f.startsWith('engine/') && has(f, isLong))).toEqual([]);
  });

  it('has nothing to hide: no `any`, no empty catch', () => {
    const hides = (node: ts.Node): boolean =>
      node.kind === ts.SyntaxKind.AnyKeyword ||
      (ts.isCatchClause(node) &&
        node.block.statements.length === 0 &&
        !/\/\/|\/\*/.test(node.block.getText()));
    expect(files.filter((f) => has(f, hides))).toEqual([]);
  });
});
