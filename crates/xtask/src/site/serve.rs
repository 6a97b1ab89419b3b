//! Who hands the book to a browser? Browsers refuse workers and WebAssembly from plain files, so a small server on this machine does.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;
use std::time::Duration;

/// The first port to try: the same address, so that a browser remembers guesses and theme.
const PORT: u16 = 8067;
/// A browser that says nothing for so long has gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest body that is read.
const MOST: u64 = 1 << 24;

/// Serves a folder to this machine alone, until it is ended, and opens the browser.
///
/// # Errors
/// If no port is free.
pub(super) fn open(folder: &Path) -> Result<()> {
    let server = Server::new(folder, None)?;
    println!("{} (Ctrl-C ends it)", server.address());
    if !browser(&server.address()) {
        println!("no browser could be started: open this address in one");
    }
    server.run();
    Ok(())
}

/// Opens an address in the reader's browser.
fn browser(address: &str) -> bool {
    let (program, words): (&str, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let mut command = Command::new(program);
    command.args(words).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}

/// A folder behind an address of this machine.
pub(super) struct Server {
    listener: TcpListener,
    folder: PathBuf,
    /// Who hears what a page sends to `/said`.
    said: Option<Sender<String>>,
}

impl Server {
    /// A server that has its port, and answers nothing yet.
    ///
    /// # Errors
    /// If the folder isn't there, or no port is free.
    pub(super) fn new(folder: &Path, said: Option<Sender<String>>) -> Result<Self> {
        let folder = folder.canonicalize().with_context(|| folder.display().to_string())?;
        let at = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let listener = if said.is_some() { at(0) } else { at(PORT).or_else(|_| at(0)) };
        Ok(Self { listener: listener.context("no port of this machine is free")?, folder, said })
    }

    /// `http://127.0.0.1:8067/`
    pub(super) fn address(&self) -> String {
        let port = self.listener.local_addr().map_or(PORT, |address| address.port());
        format!("http://{}:{port}/", Ipv4Addr::LOCALHOST)
    }

    /// Answers for ever, each connection on a thread of its own: a browser opens several at once.
    pub(super) fn run(self) {
        for stream in self.listener.incoming().flatten() {
            let (folder, said) = (self.folder.clone(), self.said.clone());
            // A browser that has gone is no error.
            std::thread::spawn(move || answered(&stream, &folder, said.as_ref()).ok());
        }
    }
}

fn answered(stream: &TcpStream, folder: &Path, said: Option<&Sender<String>>) -> Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut reader = BufReader::new(stream.take(MOST));
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let length = length_of_body(&mut reader)?;
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match (method, said) {
        ("GET", _) => match file(folder, target) {
            Some(path) => reply(stream, "200 OK", content_type(&path), &std::fs::read(&path)?),
            None => reply(stream, "404 Not Found", "text/plain; charset=utf-8", b"This page isn't there.\n"),
        },
        ("POST", Some(said)) if target == "/said" => {
            let mut body = String::new();
            reader.take(length).read_to_string(&mut body)?;
            said.send(body)?;
            reply(stream, "204 No Content", "text/plain", b"")
        }
        _ => reply(stream, "405 Method Not Allowed", "text/plain; charset=utf-8", b"Only GET.\n"),
    }
}

/// Reads the head to its end.
fn length_of_body(reader: &mut impl BufRead) -> Result<u64> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(length);
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
    }
}

fn reply(mut stream: &TcpStream, status: &str, content_type: &str, body: &[u8]) -> Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nCache-Control: no-cache\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    Ok(stream.write_all(body)?)
}

/// The file of the folder that a request means; nothing outside of the folder.
fn file(folder: &Path, target: &str) -> Option<PathBuf> {
    let path = decoded(target.split(['?', '#']).next()?)?;
    let mut found = folder.to_owned();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        if part.starts_with("..") || part.contains(['\\', ':', '\0']) {
            return None;
        }
        found.push(part);
    }
    if path.ends_with('/') {
        found.push("index.html");
    }
    // A link of the file system may lead out, too.
    let found = found.canonicalize().ok()?;
    (found.starts_with(folder) && found.is_file()).then_some(found)
}

/// `a b`, of `a%20b`.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        bytes.push(match byte {
            b'%' => (16 * digit(rest.next())? + digit(rest.next())?) as u8,
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "gz" => "application/gzip",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a server over a folder with a page, a module and a secret beside it answers.
    fn asked(request: &str) -> String {
        let outside = tempfile::tempdir().unwrap();
        let book = outside.path().join("book");
        std::fs::create_dir_all(book.join("a folder")).unwrap();
        std::fs::write(outside.path().join("secret"), "secret").unwrap();
        std::fs::write(book.join("index.html"), "first").unwrap();
        std::fs::write(book.join("a folder/index.html"), "inner").unwrap();
        std::fs::write(book.join("p.wasm"), "module").unwrap();
        let (said, heard) = std::sync::mpsc::channel();
        let server = Server::new(&book, Some(said)).unwrap();
        let address = server.listener.local_addr().unwrap();
        std::thread::spawn(move || server.run());
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer + &heard.try_iter().collect::<String>()
    }

    fn got(target: &str) -> String {
        asked(&format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n"))
    }

    #[test]
    fn files_of_the_book_are_served_and_nothing_else() {
        for (target, body) in [("/", "first"), ("/index.html?a=1", "first"), ("/a%20folder/", "inner")] {
            let answer = got(target);
            assert!(
                answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with(body),
                "{target}: {answer}"
            );
        }
        assert!(got("/p.wasm").contains("Content-Type: application/wasm\r\n"));
        for target in [
            "/../secret",
            "/%2e%2e/secret",
            "/..%2fsecret",
            "/a%20folder/../../secret",
            "//etc/passwd",
            "/none",
            "/%zz",
            "",
        ] {
            assert!(got(target).starts_with("HTTP/1.1 404"), "{target}");
        }
    }

    #[test]
    fn what_a_page_says_is_heard() {
        let answer = asked("POST /said HTTP/1.1\r\ncontent-length: 5\r\n\r\nhello");
        assert!(answer.starts_with("HTTP/1.1 204") && answer.ends_with("hello"), "{answer}");
        assert!(asked("DELETE / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
    }
}
