//! Where the engine writes, and what it notes about where things went.

/// The converted text so far. The buffer is kept longer than its content, so that a character is
/// one fixed-size store.
#[derive(Default)]
pub(super) struct Output {
    bytes: Vec<u8>,
    len: usize,
}

impl Output {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { bytes: vec![0; bytes + 4], len: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.len);
        self.bytes
    }

    /// Makes room for at least `n` more bytes, so that [`Self::character`] need not look.
    pub(super) fn reserve(&mut self, n: usize) {
        let wanted = self.len + n + 4;
        if self.bytes.len() < wanted {
            self.bytes.resize(wanted + wanted / 8, 0);
        }
    }

    /// The room behind the text, to be filled and then counted with [`Self::advance`].
    pub(super) fn free(&mut self) -> &mut [u8] {
        &mut self.bytes[self.len..]
    }

    /// Counts `n` bytes of [`Self::free`] as text.
    pub(super) fn advance(&mut self, n: usize) {
        self.len += n;
    }

    /// Writes the low three bytes of `packed`.
    #[inline]
    pub(super) fn character(&mut self, packed: u32) {
        match self.bytes.get_mut(self.len..self.len + 4) {
            Some(place) => place.copy_from_slice(&packed.to_le_bytes()),
            None => self.grow_for(&packed.to_le_bytes()[..3]),
        }
        self.len += 3;
    }

    /// Writes the low three bytes of each.
    #[inline]
    pub(super) fn characters(&mut self, packed: &[u32]) {
        let length = packed.len() * 3;
        self.reserve(length);
        // Each store is one byte too long; the next one, or the room behind the text, takes it.
        let mut places = &mut self.bytes[self.len..self.len + length + 1];
        for packed in packed {
            if let Some((place, _)) = places.split_first_chunk_mut::<4>() {
                *place = packed.to_le_bytes();
            }
            places = &mut places[3..];
        }
        self.len += length;
    }

    #[inline]
    pub(super) fn push(&mut self, bytes: &[u8]) {
        match self.bytes.get_mut(self.len..self.len + bytes.len()) {
            Some(place) => place.copy_from_slice(bytes),
            None => self.grow_for(bytes),
        }
        self.len += bytes.len();
    }

    #[cold]
    fn grow_for(&mut self, bytes: &[u8]) {
        let len = self.len;
        self.reserve(bytes.len() + self.bytes.len() / 8);
        self.bytes[len..len + bytes.len()].copy_from_slice(bytes);
    }

    /// Takes back everything from `len` on.
    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }
}

/// A stretch of input and the output it became as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    pub(super) input: std::ops::Range<usize>,
    pub(super) output: std::ops::Range<usize>,
}

/// Takes notes of the phrases. Between two pieces the text was converted character by character,
/// each to exactly one.
pub(super) trait Notes {
    fn add(&mut self, input: std::ops::Range<usize>, output: std::ops::Range<usize>);
    /// Forgets the pieces that start at `input` or later.
    fn forget_from(&mut self, input: usize);
}

/// Takes none.
impl Notes for () {
    fn add(&mut self, _: std::ops::Range<usize>, _: std::ops::Range<usize>) {}
    fn forget_from(&mut self, _: usize) {}
}

impl Notes for Vec<Piece> {
    fn add(&mut self, input: std::ops::Range<usize>, output: std::ops::Range<usize>) {
        self.push(Piece { input, output });
    }

    fn forget_from(&mut self, input: usize) {
        let keep = self.partition_point(|piece| piece.input.start < input);
        self.truncate(keep);
    }
}
