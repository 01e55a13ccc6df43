//! Base64 of tokens: text in, bytes out, with exactly one text for the same bytes.
//!
//! Strict (RFC 4648 section 3.5): unused bits must be zero, other characters are refused, so that
//! no character of a signed token can be changed without changing what it says.

use base64ct::{Base64, Base64Url, Encoding};
use data_encoding::BASE64URL_NOPAD;

/// Decodes unpadded base64url (RFC 7515 section 2); `None` for any other text. Tokens are public: it takes no constant time.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text.as_bytes()).ok()
}

/// Decodes base64url with or without padding, as visible digital seals are written.
pub(crate) fn decode_padded(text: &str) -> Option<Vec<u8>> {
    if text.ends_with('=') { Base64Url::decode_vec(text).ok() } else { decode(text) }
}

/// Decodes plain padded base64, as the certificates of `x5c` are written (RFC 7515 section 4.1.6).
pub(crate) fn decode_plain(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

/// Encodes as unpadded base64url.
pub(crate) fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn other_texts_of_the_same_bytes_are_refused() {
        assert_eq!(decode("TQ"), Some(b"M".to_vec()));
        for (fault, text) in [
            ("unused_bits", "TR"),
            ("unused_bits_of_two_bytes", "TWF"),
            ("padding", "TQ=="),
            ("plain_alphabet", "+/8"),
            ("one_character", "T"),
            ("line_break", "TQ\n"),
            ("space", "T Q"),
        ] {
            assert_eq!(decode(text), None, "{fault}");
        }
        assert_eq!(decode_padded("TQ=="), decode("TQ"));
        assert_eq!((decode_padded("TR=="), decode_padded("TQ="), decode_plain("TQ")), (None, None, None));
    }

    proptest! {
        #[test]
        fn what_is_decoded_is_encoded_alike(text in "[A-Za-z0-9_-]{0,12}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }

        #[test]
        fn what_is_encoded_is_decoded(bytes: Vec<u8>) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }
}
