//! The service: "app" serves, "app check COMMIT" asks the served health check.

mod check;
mod http;
mod routes;

use std::env;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::{mpsc, Arc, Mutex};
use std::thread;

const WORKERS: usize = 16;

fn variable(name: &str, fallback: &str) -> String {
    env::var(name).ok().filter(|v| !v.is_empty()).unwrap_or_else(|| fallback.to_string())
}

/// The build writes the commit into a file beside the program.
fn read_commit() -> String {
    fs::read_to_string("commit.txt").map(|text| text.trim().to_string()).unwrap_or_else(|_| "unreleased".to_string())
}

fn serve() -> io::Result<()> {
    let address = format!("{}:{}", variable("HOST", "0.0.0.0"), variable("PORT", "8080"));
    let listener = TcpListener::bind(&address)?;
    println!("listening on http://{address}");
    let commit: Arc<str> = read_commit().into();
    let (sender, receiver) = mpsc::sync_channel(WORKERS * 4);
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..WORKERS {
        let (receiver, commit) = (Arc::clone(&receiver), Arc::clone(&commit));
        thread::spawn(move || loop {
            let next = receiver.lock().map(|queue| queue.recv());
            match next {
                // A client that went away is no error of ours.
                Ok(Ok(stream)) => drop(http::serve(stream, &commit)),
                _ => return,
            }
        });
    }
    for stream in listener.incoming() {
        match stream {
            Ok(stream) => sender.send(stream).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?,
            Err(error) => eprintln!("a connection failed: {error}"),
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let args: Vec<String> = env::args().collect();
    let result = match args.get(1).map(String::as_str) {
        Some("check") => check::until_healthy(&variable("PORT", "8080"), args.get(2).map_or("", String::as_str)),
        _ => serve().map_err(|error| error.to_string()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
