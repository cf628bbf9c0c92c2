import { hooksIn } from './hooks-in';

hooksIn('process');
