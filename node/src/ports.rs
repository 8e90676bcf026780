//! Ports that are taken.
//!
//! The libraries below us move a taken JSON-RPC port to a random one, go without metrics, and go without inbound
//! connections. An operator would find out late. The node looks first and says what to do.

use sc_network::{multiaddr::Protocol, Multiaddr};
use sc_service::Configuration;
use std::{
	io::{self, ErrorKind},
	net::{IpAddr, SocketAddr, TcpListener, UdpSocket},
};

/// Says which port that the node is going to listen on can't be had, if any.
///
/// Leaves alone JSON-RPC endpoints that may fail or may take another port.
pub fn check(config: &Configuration) -> Result<(), String> {
	for endpoint in config.rpc.addr.iter().flatten() {
		if !endpoint.is_optional && !endpoint.retry_random_port {
			check_tcp(endpoint.listen_addr, "JSON-RPC", "--rpc-port")?;
		}
	}
	for address in &config.network.listen_addresses {
		match socket_of(address) {
			Some((address, Transport::Tcp)) => check_tcp(address, "peers", "--port")?,
			Some((address, Transport::Udp)) => {
				explain(UdpSocket::bind(address).map(drop), address, "peers (UDP)", "--port")?
			}
			None => (),
		}
	}
	if let Some(prometheus) = &config.prometheus_config {
		check_tcp(prometheus.port, "Prometheus", "--prometheus-port or --no-prometheus")?;
	}
	Ok(())
}

fn check_tcp(address: SocketAddr, purpose: &str, flag: &str) -> Result<(), String> {
	explain(TcpListener::bind(address).map(drop), address, purpose, flag)
}

/// Other failures, such as a machine without IPv6, are left to whoever listens.
fn explain(
	bound: io::Result<()>,
	address: SocketAddr,
	purpose: &str,
	flag: &str,
) -> Result<(), String> {
	match bound.map_err(|error| error.kind()) {
		Err(ErrorKind::AddrInUse) => Err(format!(
			"port {} for {purpose} is taken on {}. Stop the program that holds it (another node?) or choose \
			 another port with {flag}.",
			address.port(),
			address.ip(),
		)),
		Err(ErrorKind::PermissionDenied) => Err(format!(
			"this user may not listen on port {} for {purpose}. Choose a port above 1023 with {flag}.",
			address.port(),
		)),
		_ => Ok(()),
	}
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Transport {
	Tcp,
	Udp,
}

/// The socket that a listen address stands for, if it names an interface by number.
fn socket_of(address: &Multiaddr) -> Option<(SocketAddr, Transport)> {
	let mut parts = address.iter();
	let ip = match parts.next()? {
		Protocol::Ip4(ip) => IpAddr::from(ip),
		Protocol::Ip6(ip) => IpAddr::from(ip),
		_ => return None,
	};
	match parts.next()? {
		Protocol::Tcp(port) => Some((SocketAddr::new(ip, port), Transport::Tcp)),
		Protocol::Udp(port) => Some((SocketAddr::new(ip, port), Transport::Udp)),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn listen_addresses_are_read() {
		let socket = |text: &str| socket_of(&text.parse().unwrap());
		assert_eq!(
			socket("/ip4/127.0.0.1/tcp/30333/ws"),
			Some(("127.0.0.1:30333".parse().unwrap(), Transport::Tcp))
		);
		assert_eq!(
			socket("/ip6/::/udp/30333/webrtc-direct"),
			Some(("[::]:30333".parse().unwrap(), Transport::Udp))
		);
		assert_eq!(socket("/dns/example.org/tcp/30333"), None);
		assert_eq!(socket("/memory/7"), None);
	}

	#[test]
	fn a_taken_port_is_named() {
		let holder = TcpListener::bind("127.0.0.1:0").unwrap();
		let address = holder.local_addr().unwrap();
		assert_eq!(
			check_tcp(address, "JSON-RPC", "--rpc-port").unwrap_err(),
			format!(
				"port {} for JSON-RPC is taken on 127.0.0.1. Stop the program that holds it (another node?) or \
				 choose another port with --rpc-port.",
				address.port()
			)
		);
		drop(holder);
		assert_eq!(check_tcp(address, "JSON-RPC", "--rpc-port"), Ok(()));
	}
}
