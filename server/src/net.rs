//! From which network a request came: a prefix, never a whole address.

use crate::limits::source_of;
use actix_web::HttpRequest;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How much of an address tells networks apart: what a provider gives to one customer or one site.
const V4_BITS: u32 = 24;
const V6_BITS: u32 = 48;

/// The prefix of the network that a request came from, such as `192.0.2.0/24` or `2001:db8:7::/48`; empty where nothing is
/// known of its sender.
pub(crate) fn net_of(request: &HttpRequest) -> String {
    source_of(request).map(prefix).unwrap_or_default()
}

fn prefix(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let net = Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << (32 - V4_BITS)));
            format!("{net}/{V4_BITS}")
        }
        IpAddr::V6(address) => {
            let net = Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - V6_BITS)));
            format!("{net}/{V6_BITS}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_its_network_is_left() {
        for (address, net) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("127.0.0.1", "127.0.0.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:7:1234:5678::9", "2001:db8:7::/48"),
            ("::1", "::/48"),
        ] {
            assert_eq!(prefix(address.parse().unwrap()), net, "{address}");
        }
    }

    #[actix_web::test]
    async fn a_request_of_an_unknown_sender_has_no_network() {
        let request = actix_web::test::TestRequest::default();
        assert_eq!(net_of(&request.to_http_request()), "");
    }
}
