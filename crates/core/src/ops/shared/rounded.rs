//! Rectangles with rounded corners: how much of each pixel they cover.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: every index is bounded by the row's length and the four corners"
)]

use crate::error::{Error, Result};
use crate::spec::{Default as D, Field, Type, Values, join};
use std::ops::Range;

pub const UNIT: Field = Field::new(
    "unit",
    Type::Choice(&["pixels", "percent"]),
    D::Text("pixels"),
    "",
    "of the radii; percent are of the shorter side: 50 makes a circle or a pill",
);

pub const RADII: Type = Type::Numbers(0.0, 1_000_000.0, 1, 4);

/// Lines within a pixel, each of which is measured exactly.
const LINES: usize = 16;

/// Radii from the top left corner clockwise, as they were given.
#[derive(Clone, Debug)]
pub struct Radii {
    given: [f64; 4],
    percent: bool,
}

impl Radii {
    /// `None` where none is given.
    pub fn of(values: &Values, name: &str, path: &str) -> Result<Option<Self>> {
        let percent = values.word("unit") == "percent";
        let given = match values.numbers(name) {
            [] => return Ok(None),
            [all] => [*all; 4],
            [a, b, c, d] => [*a, *b, *c, *d],
            other => return Err(Error::option(join(path, name), "1 or 4 numbers", other.len().to_string())),
        };
        if percent && given.iter().any(|radius| *radius > 50.0) {
            return Err(Error::option(join(path, name), "at most 50 percent", "more"));
        }
        Ok(Some(Self { given, percent }))
    }

    /// In pixels of a rectangle; those of two corners that would meet become smaller together (CSS Backgrounds 3, 5.5).
    pub fn solve(&self, width: u32, height: u32) -> [f64; 4] {
        let (width, height) = (f64::from(width), f64::from(height));
        let unit = if self.percent { width.min(height) / 100.0 } else { 1.0 };
        let [a, b, c, d] = self.given.map(|radius| radius * unit);
        let fits = |side: f64, sum: f64| if sum > side { side / sum } else { 1.0 };
        let scale =
            fits(width, a + b).min(fits(width, c + d)).min(fits(height, a + d)).min(fits(height, b + c));
        [a, b, c, d].map(|radius| radius * scale)
    }
}

/// Such a rectangle on a canvas.
#[derive(Clone, Debug)]
pub struct Shape {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
    pub radii: [f64; 4],
}

impl Shape {
    /// How much of each pixel of the canvas' row `y` is covered, 0 to 1, and those that wholly are.
    pub fn row(&self, y: u32, coverage: &mut [f32]) -> Range<usize> {
        coverage.fill(0.0);
        let inside = y.checked_sub(self.top).filter(|y| *y < self.height && self.width > 0);
        let Some(y) = inside else { return 0..0 };
        let mut lines = [(0.0, 0.0); LINES];
        for (at, line) in lines.iter_mut().enumerate() {
            *line = self.line(f64::from(y) + (at as f64 + 0.5) / LINES as f64);
        }
        let first = lines.iter().fold(f64::INFINITY, |least, line| least.min(line.0)).floor() as usize;
        let last = lines.iter().fold(0.0f64, |most, line| most.max(line.1)).ceil() as usize;
        let from = lines.iter().fold(0.0f64, |most, line| most.max(line.0)).ceil() as usize;
        let to = lines.iter().fold(f64::INFINITY, |least, line| least.min(line.1)).floor() as usize;
        let whole = from..to.max(from);
        let row = &mut coverage[self.left as usize..][..self.width as usize];
        let last = last.min(row.len());
        for x in (first..whole.start.min(last)).chain(whole.end.min(last)..last) {
            let covered = lines.iter().map(|(left, right)| {
                let x = x as f64;
                (right.min(x + 1.0) - left.max(x)).max(0.0)
            });
            row[x] = (covered.sum::<f64>() / LINES as f64) as f32;
        }
        row[whole.clone()].fill(1.0);
        let left = self.left as usize;
        whole.start + left..whole.end + left
    }

    /// Where the rectangle begins and ends at this height.
    fn line(&self, y: f64) -> (f64, f64) {
        let [a, b, c, d] = self.radii;
        let (width, height) = (f64::from(self.width), f64::from(self.height));
        let cut = |above: f64, below: f64| {
            let (radius, from) = if y < above {
                (above, above - y)
            } else if y > height - below {
                (below, y - (height - below))
            } else {
                return 0.0;
            };
            radius - (radius * radius - from * from).max(0.0).sqrt()
        };
        (cut(a, d), width - cut(b, c))
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "what is whole or worked out by hand is exact")]
mod tests {
    use super::*;

    fn covered(shape: &Shape, width: usize, height: u32) -> f64 {
        let mut row = vec![0.0; width];
        (0..height)
            .map(|y| {
                let whole = shape.row(y, &mut row);
                assert!(row[whole].iter().all(|v| *v == 1.0));
                row.iter().map(|v| f64::from(*v)).sum::<f64>()
            })
            .sum()
    }

    #[test]
    fn the_area_is_that_of_geometry() {
        let corner = 1.0 - std::f64::consts::FRAC_PI_4;
        for (width, height) in [(20, 20), (31, 12), (100, 100), (7, 40)] {
            for radius in [0.0, 0.5, 1.0, 3.0, 3.5] {
                let shape = Shape { left: 2, top: 1, width, height, radii: [radius; 4] };
                let expected = f64::from(width * height) - 4.0 * corner * radius * radius;
                let found = covered(&shape, width as usize + 4, height + 3);
                assert!(
                    (found - expected).abs() < 0.03 * (1.0 + radius),
                    "{width} × {height}, {radius}: {found}"
                );
            }
        }
        let circle = Shape { left: 0, top: 0, width: 100, height: 100, radii: [50.0; 4] };
        assert!((covered(&circle, 100, 100) - std::f64::consts::PI * 2500.0).abs() < 1.0);
    }

    #[test]
    fn corners_are_named_clockwise_and_mirror_each_other() {
        let mut row = [0.0; 10];
        let shape = |radii| Shape { left: 0, top: 0, width: 10, height: 10, radii };
        let all = shape([4.0; 4]);
        for (corner, x, y) in [(0, 0, 0), (1, 9, 0), (2, 9, 9), (3, 0, 9)] {
            let mut radii = [0.0; 4];
            radii[corner] = 4.0;
            shape(radii).row(y, &mut row);
            assert!(row[x] < 0.1 && row[9 - x] == 1.0, "{corner}: {row:?}");
        }
        let mut mirrored = [0.0; 10];
        for y in 0..10 {
            all.row(y, &mut row);
            all.row(9 - y, &mut mirrored);
            assert_eq!(row, mirrored);
            mirrored.reverse();
            assert!(row.iter().zip(mirrored).all(|(a, b)| (a - b).abs() < 1e-6));
        }
    }

    #[test]
    fn radii_that_meet_become_smaller_together() {
        let radii = Radii { given: [30.0, 10.0, 0.0, 0.0], percent: false };
        assert_eq!(radii.solve(20, 100), [15.0, 5.0, 0.0, 0.0]);
        assert_eq!(radii.solve(100, 100), [30.0, 10.0, 0.0, 0.0]);
        let half = Radii { given: [50.0; 4], percent: true };
        assert_eq!(half.solve(30, 10), [5.0; 4]);
    }
}
