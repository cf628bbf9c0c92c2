//! What the service answers, without a port: tests and the server share it.

const MAX_NAME: usize = 40;
const PAGE: &str = include_str!("page.html");

#[derive(Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub kind: &'static str,
    pub body: String,
}

pub fn answer(method: &str, path: &str, commit: &str) -> Answer {
    if method != "GET" && method != "HEAD" {
        return json(405, &[("error", "only GET is served")]);
    }
    match path {
        "/" => Answer { status: 200, kind: "text/html; charset=utf-8", body: PAGE.replace("{commit}", commit) },
        "/health" => json(200, &[("status", "ok"), ("commit", commit)]),
        _ => match path.strip_prefix("/api/greetings/").map(decode) {
            Some(Some(name)) if (1..=MAX_NAME).contains(&name.chars().count()) => json(200, &[("greeting", &format!("Hello, {name}"))]),
            Some(_) => json(400, &[("error", "a name has 1 to 40 characters")]),
            None => json(404, &[("error", "not found")]),
        },
    }
}

/// Percent-encoded UTF-8 as text; `None` where it is neither.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let hex = [rest.next()?, rest.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn json(status: u16, members: &[(&str, &str)]) -> Answer {
    let members: Vec<String> = members.iter().map(|(key, value)| format!("{}:{}", quote(key), quote(value))).collect();
    Answer { status, kind: "application/json", body: format!("{{{}}}\n", members.join(",")) }
}

fn quote(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Answer {
        answer("GET", path, "abc123")
    }

    #[test]
    fn the_health_check_names_the_commit() {
        assert_eq!(get("/health"), json(200, &[("status", "ok"), ("commit", "abc123")]));
    }

    #[test]
    fn it_greets_by_name() {
        assert_eq!(get("/api/greetings/J%C3%BCrgen").body, "{\"greeting\":\"Hello, Jürgen\"}\n");
    }

    #[test]
    fn what_stands_in_a_name_is_quoted() {
        assert_eq!(get("/api/greetings/%22%5C%0A").body, "{\"greeting\":\"Hello, \\\"\\\\\\u000a\"}\n");
    }

    #[test]
    fn a_name_that_is_too_long_or_no_text_is_refused() {
        assert_eq!(get(&format!("/api/greetings/{}", "x".repeat(41))).status, 400);
        assert_eq!(get("/api/greetings/%ff").status, 400);
    }

    #[test]
    fn the_page_has_a_heading_and_names_the_commit() {
        let page = get("/");
        assert!(page.body.contains("<h1>") && page.body.contains("abc123"));
    }

    #[test]
    fn an_unknown_address_is_not_found_and_nothing_is_changed() {
        assert_eq!(get("/nothing").status, 404);
        assert_eq!(answer("POST", "/health", "abc123").status, 405);
    }
}
