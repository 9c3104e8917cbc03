//! HTTP/1.1 as AWS clients speak it: requests with a length, connections that stay open.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use memchr::memmem;

use super::answer::Answer;

/// More than any request of a client of AWS.
const LONGEST: usize = 1 << 20;

/// A request as it came.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub method: String,
    pub path: String,
    /// `X-Amz-Target`
    pub target: String,
    pub authorization: String,
    pub body: Vec<u8>,
}

/// One side of a connection, with what came too early.
pub(super) struct Wire {
    stream: TcpStream,
    pending: Vec<u8>,
    out: Vec<u8>,
}

impl Wire {
    pub fn new(stream: TcpStream) -> io::Result<Wire> {
        stream.set_nodelay(true)?;
        Ok(Wire { stream, pending: Vec::with_capacity(4096), out: Vec::with_capacity(4096) })
    }

    /// The next request; `None` when the other side is done, or speaks something else.
    pub fn read(&mut self) -> io::Result<Option<Request>> {
        let head = loop {
            if let Some(end) = memmem::find(&self.pending, b"\r\n\r\n") {
                break end;
            }
            if !self.more()? {
                return Ok(None);
            }
        };
        let Some((mut request, length)) = parse(&self.pending[..head]) else { return Ok(None) };
        let start = head + 4;
        while self.pending.len() < start + length {
            if !self.more()? {
                return Ok(None);
            }
        }
        request.body = self.pending[start..start + length].to_vec();
        self.pending.drain(..start + length);
        Ok(Some(request))
    }

    fn more(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 4096];
        let read = self.stream.read(&mut chunk)?;
        self.pending.extend_from_slice(&chunk[..read]);
        Ok(read > 0 && self.pending.len() < LONGEST)
    }

    /// Sends an answer, in one piece.
    pub fn write(&mut self, answer: &Answer) -> io::Result<()> {
        let reason = if answer.status < 300 { "OK" } else { "Refused" };
        self.out.clear();
        write!(
            self.out,
            "HTTP/1.1 {} {reason}\r\nContent-Type: {}\r\nContent-Length: {}\r\n",
            answer.status,
            answer.content_type,
            answer.body.len()
        )?;
        if let Some(code) = answer.error {
            write!(self.out, "x-amzn-ErrorType: {code}\r\n")?;
        }
        self.out.extend_from_slice(b"\r\n");
        self.out.extend_from_slice(answer.body.as_bytes());
        self.stream.write_all(&self.out)
    }
}

/// The head of a request, and the length of its body.
fn parse(head: &[u8]) -> Option<(Request, usize)> {
    let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let mut request =
        Request { method: first.next()?.to_owned(), path: first.next()?.to_owned(), ..Request::default() };
    let mut length = 0;
    for line in lines {
        let (name, value) = line.split_once(':')?;
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().ok().filter(|length| *length < LONGEST)?;
        } else if name.eq_ignore_ascii_case("x-amz-target") {
            value.clone_into(&mut request.target);
        } else if name.eq_ignore_ascii_case("authorization") {
            value.clone_into(&mut request.authorization);
        }
    }
    Some((request, length))
}
