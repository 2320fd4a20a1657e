//! Where a request comes from.

use crate::app::App;
use crate::error::AppError;
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use ipnet::IpNet;
use std::fmt;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// Set or lengthened by proxies: each appends the address that it was asked by.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// A source network: the /24 of an IPv4 address, as an IPv4-mapped IPv6 address, or the /64 of an IPv6 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network(pub(crate) [u8; 16]);

impl Network {
    /// The network of a request: that of its peer; or, behind proxies that the configuration trusts, that of the
    /// address that the outermost of them was asked by.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let trusted = request
            .app_data::<Data<App>>()
            .map_or(&[][..], |app| app.config.http.trusted_proxies.as_slice());
        let peer = request
            .peer_addr()
            .map_or(Ipv6Addr::UNSPECIFIED.into(), |peer| peer.ip());
        Self::around(source(peer, request.headers(), trusted))
    }

    /// About the provider whose network it is: the /16 of an IPv4 address, the /32 of an IPv6 address.
    pub(crate) fn provider(&self) -> &[u8] {
        let len = if Ipv6Addr::from(self.0).to_ipv4_mapped().is_some() {
            14
        } else {
            4
        };
        self.0.get(..len).unwrap_or_default()
    }

    fn around(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Self(std::net::Ipv4Addr::new(a, b, c, 0).to_ipv6_mapped().octets())
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).octets())
            }
        }
    }
}

/// The prefix alone, such as `192.0.2.0/24` or `2001:db8:1:2::/64`.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match IpAddr::from(self.0).to_canonical() {
            IpAddr::V4(address) => write!(f, "{address}/24"),
            IpAddr::V6(address) => write!(f, "{address}/64"),
        }
    }
}

impl FromRequest for Network {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// The first address, from the peer outwards, that is not a trusted proxy's. What an untrusted address says of others is
/// not looked at; where a trusted one names something that is no address, it stands for itself.
fn source(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let mut address = peer.to_canonical();
    let lines = headers
        .get_all(FORWARDED_FOR)
        .map(|line| line.to_str().unwrap_or_default());
    let named: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
    for named in named.into_iter().rev() {
        if !trusted.iter().any(|network| network.contains(&address)) {
            break;
        }
        match parse(named.trim()) {
            Some(further) => address = further,
            None => break,
        }
    }
    address
}

/// Some proxies add the port.
fn parse(named: &str) -> Option<IpAddr> {
    let bare = named.parse().ok();
    let address = bare.or_else(|| named.parse().ok().map(|with_port: SocketAddr| with_port.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn source_of(peer: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(
                HeaderName::from_static(FORWARDED_FOR),
                HeaderValue::from_str(line).unwrap(),
            );
        }
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        source(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn an_untrusted_peer_speaks_for_itself_alone() {
        assert_eq!(source_of("192.0.2.1", &["198.51.100.7"], &[]), "192.0.2.1");
        assert_eq!(
            source_of("192.0.2.1", &["198.51.100.7"], &["10.0.0.0/8"]),
            "192.0.2.1"
        );
    }

    #[test]
    fn behind_trusted_proxies_the_rightmost_other_address_counts() {
        let trusted = ["10.0.0.0/8", "2001:db8::/32"];
        assert_eq!(source_of("10.0.0.1", &["198.51.100.7"], &trusted), "198.51.100.7");
        // What the person wrote herself stands further left.
        assert_eq!(
            source_of("10.0.0.1", &["1.1.1.1, 198.51.100.7"], &trusted),
            "198.51.100.7"
        );
        assert_eq!(
            source_of("10.0.0.1", &["1.1.1.1", "198.51.100.7, 10.9.9.9"], &trusted),
            "198.51.100.7"
        );
        assert_eq!(
            source_of("2001:db8::1", &["2001:db9::5"], &trusted),
            "2001:db9::5"
        );
        assert_eq!(
            source_of("::ffff:10.0.0.1", &["198.51.100.7:4711"], &trusted),
            "198.51.100.7"
        );
        assert_eq!(
            source_of("10.0.0.1", &["[2001:db9::5]:4711"], &trusted),
            "2001:db9::5"
        );
    }

    #[test]
    fn what_is_no_address_stops_the_search() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(source_of("10.0.0.1", &[], &trusted), "10.0.0.1");
        assert_eq!(
            source_of("10.0.0.1", &["198.51.100.7, unknown"], &trusted),
            "10.0.0.1"
        );
        assert_eq!(
            source_of("10.0.0.1", &["unknown, 10.0.0.2"], &trusted),
            "10.0.0.2"
        );
    }

    #[test]
    fn a_network_is_a_24_or_a_64() {
        let network = |address: &str| Network::around(address.parse().unwrap());
        assert_eq!(network("192.0.2.1"), network("192.0.2.255"));
        assert_eq!(network("192.0.2.1"), network("::ffff:192.0.2.9"));
        assert_ne!(network("192.0.2.1"), network("192.0.3.1"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }

    #[test]
    fn of_an_address_only_its_network_is_written() {
        for (address, network) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:7:1234:5678::9", "2001:db8:7:1234::/64"),
        ] {
            let written = Network::around(address.parse().unwrap()).to_string();
            assert_eq!(written, network, "{address}");
        }
    }
}
