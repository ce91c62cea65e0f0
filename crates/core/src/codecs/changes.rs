//! Which part of the canvas a frame of an animation changes.

use crate::error::{Code, Error, Result};
use crate::pixels::Pixels;

/// A part of the canvas, in pixels; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    pub left: usize,
    pub top: usize,
    pub width: usize,
    pub height: usize,
}

impl Rect {
    pub const fn new(left: usize, top: usize, width: usize, height: usize) -> Self {
        Self { left, top, width, height }
    }

    /// The smallest that holds both.
    pub fn join(self, other: Self) -> Self {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Self { left, top, width: right - left, height: bottom - top }
    }

    /// The same place counted in samples, `each` a pixel.
    pub const fn samples(self, each: usize) -> Self {
        Self { left: self.left * each, width: self.width * each, ..self }
    }

    /// Its rows in a canvas whose rows have `width` items, `each` items a pixel.
    pub fn rows<T>(self, canvas: &[T], width: usize, each: usize) -> impl Iterator<Item = &[T]> {
        let rows = canvas.chunks_exact(width * each).skip(self.top).take(self.height);
        rows.map(move |row| row.get(self.left * each..(self.left + self.width) * each).unwrap_or_default())
    }

    /// The same to write to.
    pub fn rows_mut<T>(self, canvas: &mut [T], width: usize) -> impl Iterator<Item = &mut [T]> {
        let rows = canvas.chunks_exact_mut(width).skip(self.top).take(self.height);
        rows.map(move |row| row.get_mut(self.left..self.left + self.width).unwrap_or_default())
    }
}

/// The smallest part that holds all items that differ; `None` if none does.
pub fn bounds<T>(before: &[T], after: &[T], width: usize, differ: impl Fn(&T, &T) -> bool) -> Option<Rect> {
    let mut found: Option<Rect> = None;
    let rows = before.chunks_exact(width).zip(after.chunks_exact(width));
    for (top, (before, after)) in rows.enumerate() {
        let mut pairs = before.iter().zip(after);
        let Some(left) = pairs.position(|(a, b)| differ(a, b)) else { continue };
        let last = pairs.rposition(|(a, b)| differ(a, b)).map_or(left, |at| left + 1 + at);
        let row = Rect::new(left, top, last + 1 - left, 1);
        found = Some(found.map_or(row, |rect| rect.join(row)));
    }
    found
}

/// A frame of another size than the first has no place on its canvas.
pub fn check_canvas(canvas: (u32, u32), pixels: &Pixels, format: &'static str) -> Result<()> {
    if canvas == (pixels.width, pixels.height) {
        return Ok(());
    }
    let found = format!("frames of {} × {} and {} × {}", canvas.0, canvas.1, pixels.width, pixels.height);
    Err(Error::new(Code::UnsupportedFeature).format(format).found(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_what_differs_and_nothing_more() {
        let mut before = vec![0; 30];
        let after = before.clone();
        let ne = |a: &i32, b: &i32| a != b;
        assert_eq!(bounds(&before, &after, 6, ne), None);
        before[6 + 4] = 1;
        assert_eq!(bounds(&before, &after, 6, ne), Some(Rect::new(4, 1, 1, 1)));
        before[18 + 2] = 1;
        before[18 + 5] = 1;
        assert_eq!(bounds(&before, &after, 6, ne), Some(Rect::new(2, 1, 4, 3)));
        let mut inside = before.clone();
        let all: Vec<_> = Rect::new(2, 1, 4, 3).rows(&before, 6, 1).collect();
        assert_eq!(all, [[0, 0, 1, 0], [0, 0, 0, 0], [1, 0, 0, 1]]);
        Rect::new(2, 1, 4, 3).rows_mut(&mut inside, 6).for_each(|row| row.fill(0));
        assert_eq!(inside, after);
    }
}
