//! Outlines to coverage: the exact area of each pixel, as FreeType's smooth rasteriser has it.

/// A line from one point to another, in pixels; y runs down.
pub type Edge = [f64; 4];

/// Whole pixels around an outline: left, top, right, bottom.
pub type Bounds = [i64; 4];

/// Pixels around edges, `None` where nothing is enclosed.
pub fn bounds(edges: &[Edge]) -> Option<Bounds> {
    let mut found = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for [x0, y0, x1, y1] in edges {
        let [left, top, right, bottom] = &mut found;
        (*left, *top) = (left.min(*x0).min(*x1), top.min(*y0).min(*y1));
        (*right, *bottom) = (right.max(*x0).max(*x1), bottom.max(*y0).max(*y1));
    }
    let [left, top, right, bottom] = found;
    let is_some = right > left && bottom > top && (right - left).is_finite() && (bottom - top).is_finite();
    is_some.then(|| [left.floor() as i64, top.floor() as i64, right.ceil() as i64, bottom.ceil() as i64])
}

/// Adds a line to rows of areas; `width` counts two cells more than there are pixels.
#[expect(clippy::float_cmp, reason = "a line that is level adds nothing, and would be divided by nothing")]
fn line(areas: &mut [f32], width: usize, [x0, y0, x1, y1]: Edge) {
    if y0 == y1 {
        return;
    }
    let (sign, [x0, y0, x1, y1]) = if y0 < y1 { (1.0, [x0, y0, x1, y1]) } else { (-1.0, [x1, y1, x0, y0]) };
    let slope = (x1 - x0) / (y1 - y0);
    let mut x = x0;
    let first = y0.floor().max(0.0) as usize;
    let rows = areas.chunks_exact_mut(width).enumerate().skip(first);
    for (y, row) in rows.take_while(|(y, _)| (*y as f64) < y1) {
        let y = y as f64;
        let high = (y + 1.0).min(y1) - y.max(y0);
        let next = x + slope * high;
        let (left, right) = if x < next { (x, next) } else { (next, x) };
        across(row, left.max(0.0), right.max(0.0), sign * high);
        x = next;
    }
}

/// Shares a line's height among the cells that it crosses in one row.
fn across(row: &mut [f32], left: f64, right: f64, high: f64) {
    let first = left.floor();
    let cells = (right.ceil() - first).max(1.0) as usize;
    let start = first as usize;
    let mut add = |at: usize, area: f64| {
        if let Some(cell) = row.get_mut(start + at) {
            *cell += area as f32;
        }
    };
    if cells == 1 {
        let inside = f64::midpoint(left, right) - first;
        add(0, high * (1.0 - inside));
        add(1, high * inside);
        return;
    }
    // The part of the height that lies left of a place, twice integrated over the cells.
    let slope = high / (right - left);
    let mut before = 0.0;
    let mut covered = 0.0;
    for at in 0..=cells {
        let end = (first + at as f64 + 1.0).min(right);
        let begin = (first + at as f64).max(left);
        let part = (end - begin).max(0.0);
        // Within this cell: what lies to the left counts whole, its own by the distance to the cell's right side.
        let own = part * slope * (first + at as f64 + 1.0 - f64::midpoint(begin, end));
        let area = covered + own;
        add(at, area - before);
        before = area;
        covered += part * slope;
    }
}

/// Coverage of a row from 0 to 255, of areas without their sums.
fn sum(areas: &[f32], samples: &mut [u8]) {
    let mut sum = 0.0f32;
    for (area, sample) in areas.iter().zip(samples) {
        sum += area;
        *sample = (sum.abs() * 256.0).min(255.0) as u8;
    }
}

/// Fills `samples`, as many as the bounds hold, and `areas`, two more a row; what was there stays where it is more.
pub fn fill(edges: &[Edge], bounds: Bounds, shift: f64, areas: &mut [f32], samples: &mut [u8]) {
    let [left, top, right, _] = bounds;
    let width = usize::try_from(right - left).unwrap_or(0);
    areas.fill(0.0);
    for [x0, y0, x1, y1] in edges {
        let (left, top) = (left as f64 - shift, top as f64);
        line(areas, width + 2, [x0 - left, y0 - top, x1 - left, y1 - top]);
    }
    let mut row = vec![0u8; width];
    for (areas, to) in areas.chunks_exact(width + 2).zip(samples.chunks_exact_mut(width.max(1))) {
        sum(areas, &mut row);
        to.iter_mut().zip(&row).for_each(|(to, sample)| *to = (*to).max(*sample));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(edges: &[Edge]) -> (Bounds, Vec<u8>) {
        let bounds = bounds(edges).unwrap();
        let (width, height) = ((bounds[2] - bounds[0]) as usize, (bounds[3] - bounds[1]) as usize);
        let mut samples = vec![0; width * height];
        fill(edges, bounds, 0.0, &mut vec![0.0; (width + 2) * height], &mut samples);
        (bounds, samples)
    }

    fn closed(points: &[[f64; 2]]) -> Vec<Edge> {
        let next = points.iter().cycle().skip(1);
        points.iter().zip(next).map(|(a, b)| [a[0], a[1], b[0], b[1]]).collect()
    }

    #[test]
    fn a_box_covers_what_it_covers_of_each_pixel() {
        let edges = closed(&[[1.25, 2.5], [3.5, 2.5], [3.5, 4.0], [1.25, 4.0]]);
        let (bounds, samples) = drawn(&edges);
        assert_eq!(bounds, [1, 2, 4, 4]);
        assert_eq!(samples, [96, 128, 64, 192, 255, 128]);
        // Whichever way around.
        let back: Vec<Edge> = edges.iter().map(|[a, b, c, d]| [*c, *d, *a, *b]).collect();
        assert_eq!(drawn(&back).1, samples);
    }

    #[test]
    fn slopes_cover_the_areas_below_them() {
        // A triangle of 4 × 1: eighths of 1/8, 3/8, 5/8, 7/8.
        let (_, samples) = drawn(&closed(&[[0.0, 1.0], [4.0, 0.0], [4.0, 1.0]]));
        assert_eq!(samples, [32, 96, 160, 224]);
        // Of 2 × 2, by its diagonal.
        let (_, samples) = drawn(&closed(&[[0.0, 2.0], [2.0, 0.0], [2.0, 2.0]]));
        assert_eq!(samples, [0, 128, 128, 255]);
        // The sum of all is the whole area, wherever the corners lie.
        let (_, samples) = drawn(&closed(&[[0.3, 0.1], [7.7, 2.9], [2.1, 6.2]]));
        let area = 0.5 * ((7.7f64 - 0.3) * (6.2 - 0.1) - (2.1 - 0.3) * (2.9 - 0.1));
        let sum: f64 = samples.iter().map(|sample| f64::from(*sample) / 256.0).sum();
        assert!((sum - area).abs() < 0.2, "{sum} for {area}");
    }

    #[test]
    fn what_overlaps_is_covered_once_and_holes_are_not() {
        let outer = closed(&[[0.0, 0.0], [3.0, 0.0], [3.0, 3.0], [0.0, 3.0]]);
        let inner = closed(&[[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [2.0, 1.0]]);
        let hole = [outer.clone(), inner].concat();
        assert_eq!(drawn(&hole).1, [255, 255, 255, 255, 0, 255, 255, 255, 255]);
        assert_eq!(drawn(&[outer.clone(), outer].concat()).1, [255; 9]);
    }
}
