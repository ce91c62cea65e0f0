//! The archive machines as classes: names, offsets, sizes and CRCs; no data passes through them.
