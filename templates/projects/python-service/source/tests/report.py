"""Runs all tests and writes a JUnit report: python3 -m tests.report reports/junit.xml"""
import sys
import time
import unittest
from pathlib import Path
from xml.etree import ElementTree


class Report(unittest.TextTestResult):
    """Collects each test's time and what went wrong with it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.suite = ElementTree.Element("testsuite", name="tests")

    def startTest(self, test):
        self.began = time.perf_counter()
        super().startTest(test)

    def stopTest(self, test):
        case = ElementTree.SubElement(self.suite, "testcase", name=test._testMethodName, classname=type(test).__qualname__, time=f"{time.perf_counter() - self.began:.3f}")
        for kind, found in (("failure", self.failures), ("error", self.errors), ("skipped", self.skipped)):
            for failed, message in found:
                if failed is test:
                    ElementTree.SubElement(case, kind, message=message.strip().splitlines()[-1]).text = message
        super().stopTest(test)


def main(target: str) -> int:
    result = unittest.TextTestRunner(resultclass=Report, verbosity=2).run(unittest.defaultTestLoader.discover("tests", top_level_dir="."))
    result.suite.attrib.update(tests=str(result.testsRun), failures=str(len(result.failures)), errors=str(len(result.errors)), skipped=str(len(result.skipped)))
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(result.suite).write(target, encoding="utf-8", xml_declaration=True)
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
