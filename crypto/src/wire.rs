//! Reading and writing the protocol's byte layouts (protocol.md 2): big-endian integers, `lp8`, `lp16`,
//! `lp32`.
//!
//! The reader never looks beyond its bytes and never allocates; [`Reader::end`] refuses trailing bytes. The
//! writer remembers whether a length did not fit and then gives nothing, which every parser refuses.

use crate::ParseError;

/// The part of the input that is not read yet.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn remaining(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn bytes(&mut self, len: usize) -> Result<&'a [u8], ParseError> {
        let (taken, rest) = self.0.split_at_checked(len).ok_or(ParseError::new("too short"))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], ParseError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(ParseError::new("too short"))?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, ParseError> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, ParseError> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, ParseError> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, ParseError> {
        self.array().map(u64::from_be_bytes)
    }

    pub(crate) fn lp8(&mut self) -> Result<&'a [u8], ParseError> {
        let len = self.u8()?;
        self.bytes(len.into())
    }

    pub(crate) fn lp16(&mut self) -> Result<&'a [u8], ParseError> {
        let len = self.u16()?;
        self.bytes(len.into())
    }

    pub(crate) fn lp32(&mut self) -> Result<&'a [u8], ParseError> {
        let len = self.u32()?;
        self.bytes(usize::try_from(len).map_err(|_| ParseError::new("too short"))?)
    }

    /// A version byte that must be `version`.
    pub(crate) fn version(&mut self, version: u8) -> Result<(), ParseError> {
        if self.u8()? != version {
            return Err(ParseError::new("unknown version"));
        }
        Ok(())
    }

    /// UTF-8 under a `u8` length.
    pub(crate) fn text8(&mut self) -> Result<String, ParseError> {
        let bytes = self.lp8()?;
        let text = str::from_utf8(bytes).map_err(|_| ParseError::new("text is not UTF-8"))?;
        Ok(text.to_owned())
    }

    /// Nothing may follow.
    pub(crate) fn end(self) -> Result<(), ParseError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(ParseError::new("trailing bytes"))
        }
    }
}

/// What is written so far.
pub(crate) struct Writer {
    bytes: Vec<u8>,
    overflow: bool,
}

impl Writer {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
            overflow: false,
        }
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    pub(crate) fn u8(self, value: u8) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(crate) fn u16(self, value: u16) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(crate) fn u32(self, value: u32) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(crate) fn u64(self, value: u64) -> Self {
        self.bytes(&value.to_be_bytes())
    }

    pub(crate) fn lp8(self, bytes: &[u8]) -> Self {
        self.prefixed(u8::try_from(bytes.len()).map(u8::to_be_bytes), bytes)
    }

    pub(crate) fn lp16(self, bytes: &[u8]) -> Self {
        self.prefixed(u16::try_from(bytes.len()).map(u16::to_be_bytes), bytes)
    }

    /// The number of a list's entries.
    pub(crate) fn count16(self, count: usize) -> Self {
        self.prefixed(u16::try_from(count).map(u16::to_be_bytes), &[])
    }

    /// Each entry of a list.
    pub(crate) fn each<T>(self, entries: &[T], write: impl Fn(Self, &T) -> Self) -> Self {
        entries.iter().fold(self, write)
    }

    fn prefixed<const N: usize, E>(mut self, len: Result<[u8; N], E>, bytes: &[u8]) -> Self {
        match len {
            Ok(len) => self.bytes(&len).bytes(bytes),
            Err(_) => {
                self.overflow = true;
                self
            }
        }
    }

    /// The layout, or nothing if some length had no room in it.
    pub(crate) fn finish(self) -> Vec<u8> {
        if self.overflow { Vec::new() } else { self.bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_rng::test;

    #[test]
    fn reads_what_was_written() {
        let bytes = Writer::with_capacity(0)
            .u8(1)
            .u16(2)
            .u32(3)
            .u64(4)
            .lp8(b"a")
            .lp16(b"bc")
            .count16(9)
            .finish();
        let mut reader = Reader::new(&bytes);
        assert_eq!(reader.u8(), Ok(1));
        assert_eq!(reader.u16(), Ok(2));
        assert_eq!(reader.u32(), Ok(3));
        assert_eq!(reader.u64(), Ok(4));
        assert_eq!(reader.lp8(), Ok(&b"a"[..]));
        assert_eq!(reader.lp16(), Ok(&b"bc"[..]));
        assert_eq!(reader.u16(), Ok(9));
        assert_eq!(reader.end(), Ok(()));
    }

    #[test]
    fn lengths_beyond_the_buffer_are_refused() {
        assert!(Reader::new(&[2, 0]).lp8().is_err());
        assert!(Reader::new(&[0, 2, 0]).lp16().is_err());
        assert!(Reader::new(&[255, 255, 255, 255, 0]).lp32().is_err());
        assert!(Reader::new(&[0; 7]).u64().is_err());
        assert!(Reader::new(&[0]).end().is_err());
    }

    #[test]
    fn a_length_without_room_gives_nothing() {
        assert!(Writer::with_capacity(0).u8(1).lp8(&[0; 256]).finish().is_empty());
        assert!(
            Writer::with_capacity(0)
                .u8(1)
                .lp16(&[0; 65536])
                .finish()
                .is_empty()
        );
        assert!(Writer::with_capacity(0).count16(65536).finish().is_empty());
    }
}
