import { hooksIn } from '../support/hooks-in';

hooksIn('process');
