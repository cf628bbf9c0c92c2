//! As much of HTTP/1.1 as a small service needs: one request a connection, limits on what is read.

use crate::routes::{answer, Answer};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const MAX_HEAD: u64 = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(5);

/// Reads one request, answers it and closes.
pub fn serve(stream: TcpStream, commit: &str) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(MAX_HEAD));
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut line = String::new();
    // The head is read to its end, so that closing the connection loses no answer.
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = first.split_ascii_whitespace();
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let path = target.split('?').next().unwrap_or("");
    send(stream, method, &answer(method, path, commit))
}

fn send(mut stream: TcpStream, method: &str, answer: &Answer) -> io::Result<()> {
    let reason = match answer.status {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        _ => "Method Not Allowed",
    };
    let body = if method == "HEAD" { "" } else { &answer.body };
    write!(
        stream,
        "HTTP/1.1 {} {reason}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        answer.status,
        answer.kind,
        answer.body.len(),
    )?;
    stream.flush()
}
