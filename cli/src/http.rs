//! Just enough HTTP to fetch a receipt from a worker: one GET, version 1.0, no redirects, no TLS.

use std::time::Duration;
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(10);
/// A receipt has prompt and output, 4 MiB together at most, in hexadecimal digits.
const MAX_ANSWER: u64 = 10 << 20;

/// Fetches `base` + `path`.
pub async fn get(base: &str, path: &str) -> Result<Vec<u8>, String> {
	let host = base.strip_prefix("http://").ok_or_else(|| {
		format!("`{base}` must begin with http://; for https use `curl -o receipt.json {base}{path}` and `assay receipt verify receipt.json`")
	})?;
	let (host, prefix) = host.split_once('/').unwrap_or((host, ""));
	if host.is_empty() || base.chars().any(|c| c.is_whitespace() || c.is_control()) {
		return Err(format!("`{base}` is no address"));
	}
	let address = if host.rsplit(']').next().is_some_and(|rest| rest.contains(':')) {
		host.to_string()
	} else {
		format!("{host}:80")
	};
	let prefix = prefix.trim_end_matches('/');
	let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
	let request =
		format!("GET {prefix}{path} HTTP/1.0\r\nHost: {host}\r\nAccept: application/json\r\n\r\n");
	let exchange = async {
		let mut stream = TcpStream::connect(&address).await?;
		stream.write_all(request.as_bytes()).await?;
		let mut answer = Vec::new();
		stream.take(MAX_ANSWER).read_to_end(&mut answer).await?;
		Ok::<_, std::io::Error>(answer)
	};
	let answer = timeout(PATIENCE, exchange)
		.await
		.map_err(|_| format!("{address} does not answer"))?
		.map_err(|error| format!("{address}: {error}"))?;
	parse(&answer)
}

/// Body of an answer with status 200.
fn parse(answer: &[u8]) -> Result<Vec<u8>, String> {
	let end = answer
		.windows(4)
		.position(|window| window == b"\r\n\r\n")
		.ok_or("the answer is no HTTP, or was cut off")?;
	let (head, rest) = answer.split_at(end);
	let head = String::from_utf8_lossy(head);
	let mut lines = head.lines();
	let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
	let body = rest.get(4..).unwrap_or_default();
	if status != "200" {
		let text: String = String::from_utf8_lossy(body).chars().take(200).collect();
		return Err(format!("the worker answered with status {status}: {}", text.trim()));
	}
	let length = lines
		.filter_map(|line| line.split_once(':'))
		.find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
		.and_then(|(_, value)| value.trim().parse::<usize>().ok());
	match length {
		Some(length) if length != body.len() => Err("the answer was cut off".into()),
		_ => Ok(body.to_vec()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn answers() {
		assert_eq!(parse(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi"), Ok(b"hi".to_vec()));
		assert_eq!(parse(b"HTTP/1.1 200 OK\r\n\r\n"), Ok(vec![]));
		assert!(parse(b"HTTP/1.0 404 Not Found\r\n\r\nno such task")
			.unwrap_err()
			.contains("no such task"));
		assert!(parse(b"HTTP/1.0 200 OK\r\ncontent-length: 9\r\n\r\nhi")
			.unwrap_err()
			.contains("cut off"));
		assert!(parse(b"SSH-2.0").is_err());
		assert!(parse(b"").is_err());
	}

	#[tokio::test]
	async fn addresses() {
		for bad in ["https://host", "host:1", "http://", "http://a b"] {
			assert!(get(bad, "/receipts/1").await.is_err(), "{bad}");
		}
	}
}
