import json
import re
import unittest

from service.app import route


class Routes(unittest.TestCase):
    def answer(self, path, method="GET"):
        status, _kind, body = route(method, path, "abc123")
        return int(status.split()[0]), body

    def test_the_health_check_names_the_commit(self):
        status, body = self.answer("/health")
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(body), {"status": "ok", "commit": "abc123"})

    def test_it_greets_by_name(self):
        self.assertEqual(json.loads(self.answer("/api/greetings/Ada")[1]), {"greeting": "Hello, Ada"})

    def test_a_name_that_is_too_long_is_refused(self):
        self.assertEqual(self.answer("/api/greetings/" + "x" * 41)[0], 400)

    def test_the_page_has_a_heading_and_names_the_commit(self):
        status, body = self.answer("/")
        self.assertEqual(status, 200)
        self.assertRegex(body, re.compile(r"<h1>[^<]+</h1>"))
        self.assertIn("abc123", body)

    def test_an_unknown_address_is_not_found(self):
        self.assertEqual(self.answer("/nothing")[0], 404)

    def test_nothing_is_changed(self):
        self.assertEqual(self.answer("/health", "POST")[0], 405)


if __name__ == "__main__":
    unittest.main()
