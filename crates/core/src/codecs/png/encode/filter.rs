//! PNG's filters (PNG third edition, 9): each row becomes differences to the bytes at its left and above.

/// How the filter of each row is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strategy {
    /// The same for all rows.
    Fixed(Kind),
    /// The one whose differences, as signed bytes, have the least sum (12.7).
    LeastSum,
}

/// The number is that of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    None = 0,
    Sub = 1,
    Up = 2,
    Average = 3,
    Paeth = 4,
}

const KINDS: [Kind; 5] = [Kind::None, Kind::Sub, Kind::Up, Kind::Average, Kind::Paeth];

/// What is tried where time does not matter, the likeliest first.
pub const ALL: [Strategy; 6] = [
    Strategy::LeastSum,
    Strategy::Fixed(Kind::None),
    Strategy::Fixed(Kind::Paeth),
    Strategy::Fixed(Kind::Sub),
    Strategy::Fixed(Kind::Up),
    Strategy::Fixed(Kind::Average),
];

/// Filters row after row of one image or one of its interlaced passes.
pub struct Filter {
    strategy: Strategy,
    /// How far apart the bytes are that are compared.
    step: usize,
    above: Vec<u8>,
    best: Vec<u8>,
    trial: Vec<u8>,
}

impl Filter {
    pub fn new(strategy: Strategy, step: usize, row_bytes: usize) -> Self {
        Self { strategy, step, above: vec![0; row_bytes], best: Vec::new(), trial: Vec::new() }
    }

    /// The row with its filter's number before it.
    pub fn row(&mut self, row: &[u8]) -> &[u8] {
        match self.strategy {
            Strategy::Fixed(kind) => apply(kind, row, &self.above, self.step, &mut self.best),
            Strategy::LeastSum => {
                let mut least = u64::MAX;
                for kind in KINDS {
                    apply(kind, row, &self.above, self.step, &mut self.trial);
                    let sum = weight(&self.trial);
                    if sum < least {
                        least = sum;
                        std::mem::swap(&mut self.best, &mut self.trial);
                    }
                }
            }
        }
        self.above.clear();
        self.above.extend_from_slice(row);
        &self.best
    }
}

fn weight(filtered: &[u8]) -> u64 {
    let each = filtered.get(1..).unwrap_or_default().chunks(4096);
    each.map(|bytes| {
        u64::from(bytes.iter().map(|byte| u32::from(byte.cast_signed().unsigned_abs())).sum::<u32>())
    })
    .sum()
}

fn apply(kind: Kind, row: &[u8], above: &[u8], step: usize, out: &mut Vec<u8>) {
    out.clear();
    out.push(kind as u8);
    let (head, tail) = row.split_at(step.min(row.len()));
    let (above_head, above_tail) = above.split_at(head.len().min(above.len()));
    // Each with what is at its left, above it, and above its left.
    let inner = || tail.iter().zip(row).zip(above_tail.iter().zip(above));
    match kind {
        Kind::None => out.extend_from_slice(row),
        Kind::Sub => {
            out.extend_from_slice(head);
            out.extend(tail.iter().zip(row).map(|(x, left)| x.wrapping_sub(*left)));
        }
        Kind::Up => out.extend(row.iter().zip(above).map(|(x, up)| x.wrapping_sub(*up))),
        Kind::Average => {
            out.extend(head.iter().zip(above_head).map(|(x, up)| x.wrapping_sub(up / 2)));
            out.extend(inner().map(|((x, left), (up, _))| {
                x.wrapping_sub(u16::midpoint(u16::from(*left), u16::from(*up)) as u8)
            }));
        }
        Kind::Paeth => {
            out.extend(head.iter().zip(above_head).map(|(x, up)| x.wrapping_sub(*up)));
            out.extend(inner().map(|((x, left), (up, corner))| x.wrapping_sub(predict(*left, *up, *corner))));
        }
    }
}

/// Of left, above and above left the nearest to left + above − above left, in this order where they are equal (9.4).
fn predict(left: u8, up: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(up), i16::from(corner));
    // With p = a + b − c: |p − a| = |b − c|, |p − b| = |a − c|.
    let (to_a, to_b, to_c) = ((b - c).abs(), (a - c).abs(), (a + b - c - c).abs());
    let (near, distance) = if to_b < to_a { (up, to_b) } else { (left, to_a) };
    if to_c < distance { corner } else { near }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The inverse, written from the standard's table 9.1 with plain indexes.
    fn undo(filtered: &[u8], above: &[u8], step: usize) -> Vec<u8> {
        let mut row: Vec<u8> = Vec::new();
        for (i, x) in filtered[1..].iter().enumerate() {
            let a = if i < step { 0 } else { i32::from(row[i - step]) };
            let b = i32::from(above[i]);
            let c = if i < step { 0 } else { i32::from(above[i - step]) };
            let p = a + b - c;
            let paeth = [a, b, c].into_iter().min_by_key(|v| (p - v).abs()).unwrap();
            let prediction = [0, a, b, i32::midpoint(a, b), paeth][usize::from(filtered[0])];
            row.push(x.wrapping_add(prediction as u8));
        }
        row
    }

    #[test]
    fn each_filter_is_undone_by_the_standards_inverse() {
        let mut seed = 1u32;
        let mut byte = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        for step in [1, 2, 3, 4, 6, 8] {
            for len in [step, step * 2, step * 7, step * 40] {
                let rows: Vec<Vec<u8>> = (0..4).map(|_| (0..len).map(|_| byte()).collect()).collect();
                for strategy in ALL {
                    let mut filter = Filter::new(strategy, step, len);
                    let mut above = vec![0; len];
                    for row in &rows {
                        let filtered = filter.row(row).to_vec();
                        if let Strategy::Fixed(kind) = strategy {
                            assert_eq!(filtered[0], kind as u8);
                        }
                        assert_eq!(&undo(&filtered, &above, step), row, "{strategy:?} {step} {len}");
                        above.clone_from(row);
                    }
                }
            }
        }
    }

    #[test]
    fn the_least_sum_takes_the_filter_that_leaves_nothing() {
        let mut filter = Filter::new(Strategy::LeastSum, 1, 64);
        let slope: Vec<u8> = (0..64).collect();
        assert_eq!(filter.row(&slope)[0], Kind::Sub as u8);
        assert_eq!(filter.row(&slope)[0], Kind::Up as u8);
        assert_eq!(filter.row(&[0; 64])[0], Kind::None as u8);
    }
}
