//! Nicolas Robidoux's interpolators, which libvips has: LBB (locally bounded bicubic: Catmull-Rom whose slopes are limited after Brodlie, Mashwama
//! and Butt, Computers & Graphics 19/4, 1995), Nohalo (doi.org/10.1145/1557626.1557657, finished by LBB) and VSQBS (vertices are split, then
//! quadratic B-splines). A window is `[row][column]`.
#![expect(
    clippy::indexing_slicing,
    reason = "kernel: windows of fixed sides, indexed by constants and loops below them"
)]

pub type Window<const N: usize> = [[f32; N]; N];

/// What a corner of a patch is: its value and slopes.
#[derive(Clone, Copy, Default)]
struct Corner {
    value: f32,
    across: f32,
    down: f32,
    both: f32,
}

impl Corner {
    /// Of the pixel at `(x, y)`, from 1 to 2 each.
    fn of(window: &Window<4>, x: usize, y: usize) -> Self {
        let at = |x: usize, y: usize| window[y][x];
        let value = at(x, y);
        let (mut least, mut most) = (value, value);
        for row in &window[y - 1..=y + 1] {
            for near in &row[x - 1..=x + 1] {
                least = if *near < least { *near } else { least };
                most = if *near > most { *near } else { most };
            }
        }
        // How far it is from the least and the most of its neighbours.
        let (under, over) = (value - least, most - value);
        let steepest = 3.0 * under.min(over);
        let across = ((at(x + 1, y) - at(x - 1, y)) / 2.0).max(-steepest).min(steepest);
        let down = ((at(x, y + 1) - at(x, y - 1)) / 2.0).max(-steepest).min(steepest);
        let both = (at(x + 1, y + 1) - at(x - 1, y + 1) - at(x + 1, y - 1) + at(x - 1, y - 1)) / 4.0;
        let (sum, difference) = (3.0 * (across + down).abs(), 3.0 * (across - down).abs());
        let both = both.max(sum - 9.0 * under).min(9.0 * over - sum);
        let both = both.min(9.0 * under - difference).max(difference - 9.0 * over);
        Self { value, across, down, both }
    }
}

/// Hermite's cubics at `t`: of the values and of the slopes at both ends.
fn hermite(t: f32) -> ([f32; 2], [f32; 2]) {
    let rest = 1.0 - t;
    let last = t * t * (3.0 - 2.0 * t);
    ([1.0 - last, last], [t * rest * rest, -t * t * rest])
}

/// At `(x, y)`, from 0 to 1, between the four pixels in the middle.
pub fn lbb(window: &Window<4>, x: f32, y: f32) -> f32 {
    let ((values_x, slopes_x), (values_y, slopes_y)) = (hermite(x), hermite(y));
    let mut sum = 0.0;
    for j in 0..2 {
        for i in 0..2 {
            let corner = Corner::of(window, i + 1, j + 1);
            sum += values_y[j] * (values_x[i] * corner.value + slopes_x[i] * corner.across);
            sum += slopes_y[j] * (values_x[i] * corner.down + slopes_x[i] * corner.both);
        }
    }
    sum
}

/// The smaller of two differences of one sign, else none.
fn minmod(a: f32, b: f32) -> f32 {
    if a * b <= 0.0 {
        0.0
    } else if a.abs() < b.abs() {
        a
    } else {
        b
    }
}

/// At `(x, y)`, from 0 to 1/2, right of and below the pixel in the middle.
pub fn nohalo(window: &Window<5>, x: f32, y: f32) -> f32 {
    let across =
        |x: usize, y: usize| minmod(window[y][x] - window[y][x - 1], window[y][x + 1] - window[y][x]);
    let down = |x: usize, y: usize| minmod(window[y][x] - window[y - 1][x], window[y + 1][x] - window[y][x]);
    // Between pixels next to each other, and between four.
    let right_of = |x: usize, y: usize| {
        (window[y][x] + window[y][x + 1]) * 0.5 + (across(x, y) - across(x + 1, y)) / 4.0
    };
    let below =
        |x: usize, y: usize| (window[y][x] + window[y + 1][x]) * 0.5 + (down(x, y) - down(x, y + 1)) / 4.0;
    let between = |x: usize, y: usize| {
        (right_of(x, y) + right_of(x, y + 1) + below(x, y) + below(x + 1, y)) / 4.0
            + (across(x, y) - across(x + 1, y) + across(x, y + 1) - across(x + 1, y + 1)) / 16.0
            + (down(x, y) - down(x, y + 1) + down(x + 1, y) - down(x + 1, y + 1)) / 16.0
    };
    let doubled = [
        [between(1, 1), below(2, 1), between(2, 1), below(3, 1)],
        [right_of(1, 2), window[2][2], right_of(2, 2), window[2][3]],
        [between(1, 2), below(2, 2), between(2, 2), below(3, 2)],
        [right_of(1, 3), window[3][2], right_of(2, 3), window[3][3]],
    ];
    lbb(&doubled, 2.0 * x, 2.0 * y)
}

/// Quadratic B-spline weights at `x`, from -1/2 to 1/2 of the middle one.
fn spline(x: f32) -> [f32; 3] {
    let (before, behind) = (0.5 - x, 0.5 + x);
    [before * before / 2.0, 0.75 - x * x, behind * behind / 2.0]
}

/// At `(x, y)`, from 0 to 1/2, right of and below the pixel in the middle. Every pixel is split into four, a quarter of a pixel off, which
/// take half of it and a quarter of each of the two pixels that they are nearest to.
pub fn vsqbs(window: &Window<3>, x: f32, y: f32) -> f32 {
    let split = |x: usize, y: usize, side: usize, end: usize| {
        window[y][x] / 2.0 + (window[y][side] + window[end][x]) / 4.0
    };
    let rows = [
        [split(1, 1, 0, 0), split(1, 1, 2, 0), split(2, 1, 1, 0)],
        [split(1, 1, 0, 2), split(1, 1, 2, 2), split(2, 1, 1, 2)],
        [split(1, 2, 0, 1), split(1, 2, 2, 1), split(2, 2, 1, 1)],
    ];
    let (across, down) = (spline(2.0 * x - 0.5), spline(2.0 * y - 0.5));
    let line = |row: &[f32; 3]| row[0] * across[0] + row[1] * across[1] + row[2] * across[2];
    line(&rows[0]) * down[0] + line(&rows[1]) * down[1] + line(&rows[2]) * down[2]
}
