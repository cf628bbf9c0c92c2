import { NormalizedSchema } from '@smithy/core/schema';
import type { StaticErrorSchema, StaticOperationSchema } from '@smithy/types';
import { SERVICES, type ServiceSpec } from './services';

/** One operation of a service, as its SDK package describes it. */
export interface OperationModel {
  readonly name: string;
  readonly input: NormalizedSchema;
  readonly output: NormalizedSchema;
  /** `[method, uri, status]` for REST protocols. */
  readonly http: readonly [string, string, number] | undefined;
}

export interface ServiceModel {
  readonly spec: ServiceSpec;
  readonly operations: ReadonlyMap<string, OperationModel>;
  readonly errors: ReadonlyMap<string, NormalizedSchema>;
}

const OPERATION = 9;
const ERROR = -3;
const UNIT = [3, 'unit', 'Unit', 0, [], []] as const;

function schemaOf(ref: unknown): NormalizedSchema {
  const value: unknown = typeof ref === 'function' ? (ref as () => unknown)() : ref;
  return NormalizedSchema.of((value === 'unit' || value === undefined ? UNIT : value) as never);
}

function index(spec: ServiceSpec, module: Record<string, unknown>): ServiceModel {
  const operations = new Map<string, OperationModel>();
  const errors = new Map<string, NormalizedSchema>();
  for (const [key, value] of Object.entries(module)) {
    if (!key.endsWith('$') || !Array.isArray(value)) continue;
    if (value[0] === OPERATION) {
      const op = value as unknown as StaticOperationSchema;
      const traits = op[3] as { http?: [string, string, number] } | number;
      operations.set(op[2], {
        name: op[2],
        input: schemaOf(op[4]),
        output: schemaOf(op[5]),
        http: typeof traits === 'object' ? traits.http : undefined,
      });
    } else if (value[0] === ERROR) {
      const error = value as unknown as StaticErrorSchema;
      errors.set(error[2], NormalizedSchema.of(error as never));
    }
  }
  return { spec, operations, errors };
}

/** Service models, each read from its SDK package on first use (EC2 alone takes half a second). */
export class Registry {
  private readonly models = new Map<string, Promise<ServiceModel>>();

  model(spec: ServiceSpec): Promise<ServiceModel> {
    let model = this.models.get(spec.name);
    if (!model) {
      model = spec.load().then((module) => index(spec, module));
      this.models.set(spec.name, model);
    }
    return model;
  }

  byName(name: string): Promise<ServiceModel> {
    const spec = SERVICES.find((s) => s.name === name);
    if (!spec) throw new Error(`no service ${name}`);
    return this.model(spec);
  }
}
