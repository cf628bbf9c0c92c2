//! Asks the health check until it names the expected commit, for twenty seconds at most.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

pub fn until_healthy(port: &str, expected: &str) -> Result<(), String> {
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut last = String::from("no answer");
    while Instant::now() < deadline {
        match ask(port) {
            Ok(text) if text.contains(&format!("\"commit\":\"{expected}\"")) => {
                println!("healthy at {expected}");
                return Ok(());
            }
            Ok(text) => last = text.lines().last().unwrap_or("").to_string(),
            Err(error) => last = error.to_string(),
        }
        thread::sleep(Duration::from_millis(50));
    }
    Err(format!("port {port} did not become healthy at {expected}: {last}"))
}

fn ask(port: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    stream.write_all(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}
