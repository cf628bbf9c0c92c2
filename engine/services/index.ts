import type { ServiceModule } from '../ports/module';
import { operations as sts } from './sts/operations';

/** Every service of the engine, by the name the wire's table gives it. */
export const services: Readonly<Record<string, ServiceModule>> = {
  sts: { operations: sts },
};
