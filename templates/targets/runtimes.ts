/** How a person gets a runtime, and how Amazon Linux 2023 does at an instance's first start. Ids are those of `starboard:runtime`. */
export interface RuntimeHelp {
  readonly name: string;
  readonly debian: string;
  readonly macos: string;
  readonly amazonLinux?: string;
}

/**
 * [infer] `python3` of hooks and services is the first in their PATH, and /usr/local/bin comes before /usr/bin in the
 * agent's (its unit reads /etc/profile): the system's own python3, 3.9, must stay what it is (AL2023 user guide, "Python").
 */
export const PYTHON_LINK = 'ln -sfn /usr/bin/python3.11 /usr/local/bin/python3';

/**
 * [doc] AL2023 may leave `bundle` unregistered beside its Ruby (AL2023 user guide, "Ruby": "entries for companion tools
 * may appear null"); [infer] that a link does in place of `alternatives --install`.
 */
export const BUNDLE_LINK =
  'command -v bundle || ln -sfn /usr/bin/ruby3.2-bundle /usr/local/bin/bundle';

/** [memory] The name of ASP.NET Core's runtime in AL2023; the user guide names dotnet-sdk-8.0 and dotnet-runtime-8.0. */
export const ASPNET_PACKAGE = 'aspnetcore-runtime-8.0';

export const RUNTIMES = {
  nodejs: {
    name: 'Node.js',
    debian: 'apt-get install nodejs npm',
    macos: 'brew install node',
    amazonLinux: 'dnf install -y nodejs22 && alternatives --set node /usr/bin/node-22',
  },
  python: {
    name: 'Python',
    debian: 'apt-get install python3 python3-venv',
    macos: 'brew install python',
    amazonLinux: `dnf install -y python3.11 && ${PYTHON_LINK}`,
  },
  'python-venv': {
    name: 'venv for Python',
    debian: 'apt-get install python3-venv',
    macos: 'brew install python',
  },
  java: {
    name: 'a Java development kit',
    debian: 'apt-get install default-jdk-headless',
    macos: 'brew install openjdk',
    amazonLinux: 'dnf install -y java-21-amazon-corretto-headless',
  },
  // Go and Rust programs are whole when they arrive: an instance needs nothing for them.
  go: {
    name: 'Go',
    debian: 'apt-get install golang-go',
    macos: 'brew install go',
    amazonLinux: 'true',
  },
  rust: {
    name: 'Rust',
    debian: 'apt-get install cargo',
    macos: 'brew install rust',
    amazonLinux: 'true',
  },
  php: {
    name: 'PHP',
    debian: 'apt-get install php-cli php-xml php-mbstring',
    macos: 'brew install php',
    amazonLinux: 'dnf install -y php8.3 php8.3-fpm nginx',
  },
  phpunit: {
    name: 'PHPUnit or Composer',
    debian: 'apt-get install phpunit',
    macos: 'brew install composer',
  },
  ruby: {
    name: 'Ruby',
    debian: 'apt-get install ruby-full',
    macos: 'brew install ruby',
    amazonLinux: `dnf install -y ruby3.2 ruby3.2-rubygem-bundler && { ${BUNDLE_LINK}; }`,
  },
  bundler: { name: 'Bundler', debian: 'apt-get install bundler', macos: 'gem install bundler' },
  dotnet: {
    name: 'the .NET SDK',
    debian: 'see https://learn.microsoft.com/dotnet/core/install/linux-debian',
    macos: 'brew install dotnet',
    amazonLinux: `dnf install -y ${ASPNET_PACKAGE}`,
  },
} as const satisfies Readonly<Record<string, RuntimeHelp>>;

export type RuntimeId = keyof typeof RUNTIMES;
export const RUNTIME_IDS = Object.keys(RUNTIMES) as RuntimeId[];
