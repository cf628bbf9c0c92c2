import { cobertura, clover, jacoco } from './coverage-xml';
import { cucumber } from './cucumber';
import { jsonReader } from './json';
import { junit } from './junit';
import { nunit, nunit3 } from './nunit';
import { simplecov } from './simplecov';
import { testng } from './testng';
import { trx } from './trx';
import type { FileCoverage, ReportReader, TestCase } from './types';
import { xmlReader } from './xml';

/** A reader of one file, by the format's name on AWS. */
export const TEST_READERS: Readonly<Record<string, () => ReportReader<TestCase>>> = {
  CUCUMBERJSON: () => jsonReader(cucumber),
  JUNITXML: () => xmlReader(junit()),
  NUNITXML: () => xmlReader(nunit()),
  NUNIT3XML: () => xmlReader(nunit3()),
  TESTNGXML: () => xmlReader(testng()),
  VISUALSTUDIOTRX: () => xmlReader(trx()),
};
export const COVERAGE_READERS: Readonly<Record<string, () => ReportReader<FileCoverage>>> = {
  CLOVERXML: () => xmlReader(clover()),
  COBERTURAXML: () => xmlReader(cobertura()),
  JACOCOXML: () => xmlReader(jacoco()),
  SIMPLECOV: () => jsonReader(simplecov),
};
