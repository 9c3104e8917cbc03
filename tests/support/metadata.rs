//! A metadata server: credentials of a container and, by IMDSv2, of an instance.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::json;

const ROLE: &str = "test-instance-role";
const TOKEN: &str = "metadata-token";
const CONTAINER_PATH: &str = "/container/credentials";

/// Serves until the test process ends; the listener costs nothing but its thread.
pub struct Metadata {
    endpoint: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Metadata {
    /// Hands out this key pair, good for hours.
    pub fn start(access_key: &str, secret_key: &str, region: &str) -> Self {
        let credentials = json!({
            "Code": "Success", "Type": "AWS-HMAC", "LastUpdated": "2020-01-01T00:00:00Z",
            "AccessKeyId": access_key, "SecretAccessKey": secret_key, "Token": "session-token-of-metadata",
            "Expiration": "2099-01-01T00:00:00Z", "AccountId": "123456789012",
        });
        let answers = Answers { credentials: credentials.to_string(), region: region.into() };
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("a bound listener"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that goes away in the middle is the client's affair.
                let _gone = answers.serve(stream, &log);
            }
        });
        Self { endpoint, requests }
    }

    /// What a container has: the endpoint of its credentials and the token to show there.
    pub fn container_env(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{}{CONTAINER_PATH}", self.endpoint)),
            ("AWS_CONTAINER_AUTHORIZATION_TOKEN", TOKEN.into()),
        ]
    }

    /// What sends an SDK here instead of to 169.254.169.254; needs `Doctor::with_metadata`.
    pub fn instance_env(&self) -> Vec<(&'static str, String)> {
        vec![("AWS_EC2_METADATA_SERVICE_ENDPOINT", self.endpoint.clone())]
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// `METHOD /path` of every request so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no holder panics").clone()
    }
}

struct Answers {
    credentials: String,
    region: String,
}

impl Answers {
    fn serve(&self, stream: TcpStream, log: &Mutex<Vec<String>>) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let (mut authorised, mut length) = (false, 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line == "\r\n" {
                break;
            }
            let (name, value) = line.split_once(':').unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "authorization" | "x-aws-ec2-metadata-token" => authorised |= value.trim() == TOKEN,
                "content-length" => length = value.trim().parse().unwrap_or(0),
                _ => {}
            }
        }
        reader.take(length).read_to_end(&mut Vec::new())?;
        let request = first.rsplit_once(' ').map_or("", |(request, _version)| request);
        log.lock().expect("no holder panics").push(request.to_owned());
        let (status, body) = self.answer(request, authorised);
        // The token's answer must say how long it lives, or the SDK refuses it.
        write!(
            &stream,
            "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nX-Aws-Ec2-Metadata-Token-Ttl-Seconds: 21600\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    }

    fn answer(&self, request: &str, authorised: bool) -> (&'static str, &str) {
        let (method, path) = request.split_once(' ').unwrap_or_default();
        if (method, path) == ("PUT", "/latest/api/token") {
            return ("200 OK", TOKEN);
        }
        if !authorised {
            return ("401 Unauthorized", "");
        }
        let roles = "/latest/meta-data/iam/security-credentials/";
        match path {
            CONTAINER_PATH => ("200 OK", &self.credentials),
            "/latest/meta-data/placement/region" => ("200 OK", &self.region),
            // One key per line; an SDK asks with and without the slash.
            _ if path == roles || format!("{path}/") == roles => ("200 OK", ROLE),
            _ if path.strip_prefix(roles) == Some(ROLE) => ("200 OK", &self.credentials),
            _ => ("404 Not Found", ""),
        }
    }
}
