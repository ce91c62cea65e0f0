//! A TrueType font of boxes, for tests: 16 units an em, 16 across and 12 above the line, so that pixels are exact.

/// A glyph: a box by its corners (left, bottom, right, top), other glyphs beside each other, or nothing.
pub enum Glyph {
    Box([i16; 4]),
    /// Numbers of glyphs, each at its own place.
    Of(Vec<u16>),
    Empty,
}

fn words(values: &[i32]) -> Vec<u8> {
    values.iter().flat_map(|value| (*value as u16).to_be_bytes()).collect()
}

fn outline(glyph: &Glyph) -> Vec<u8> {
    let corners = |[left, bottom, right, top]: [i16; 4]| [left, bottom, right, top].map(i32::from);
    let mut data = match glyph {
        Glyph::Empty => Vec::new(),
        Glyph::Box(place) => {
            let [left, bottom, right, top] = corners(*place);
            let mut data = words(&[1, left, bottom, right, top, 3, 0]);
            // Four points on the curve, coordinates of two bytes.
            data.extend([1; 4]);
            data.extend(words(&[left, 0, right - left, 0]));
            data.extend(words(&[bottom, top - bottom, 0, bottom - top]));
            data
        }
        Glyph::Of(parts) => {
            let mut data = words(&[-1, 0, 0, 16, 16]);
            for (at, part) in parts.iter().enumerate() {
                // Offsets as words, of x and y; more follow.
                let more = if at + 1 < parts.len() { 0x20 } else { 0 };
                data.extend(words(&[3 | more, i32::from(*part), 0, 0]));
            }
            data
        }
    };
    data.resize(data.len().next_multiple_of(4), 0);
    data
}

/// A font of one family. Letters stand in the order of Unicode; glyph 0 is what is missing.
pub fn font(family: &str, missing: &Glyph, letters: &[(char, Glyph)]) -> Vec<u8> {
    let count = letters.len() as i32 + 1;
    let all = || std::iter::once(missing).chain(letters.iter().map(|(_, glyph)| glyph));
    let (mut glyf, mut loca) = (Vec::new(), Vec::new());
    for glyph in all() {
        loca.extend((glyf.len() as u32).to_be_bytes());
        glyf.extend(outline(glyph));
    }
    loca.extend((glyf.len() as u32).to_be_bytes());
    let version = [0, 1, 0, 0];
    let head = [
        version.as_slice(),
        &[0; 8],
        &0x5f0f_3cf5_u32.to_be_bytes(),
        &words(&[0, 16]),
        &[0; 16],
        &words(&[0, 0, 16, 16, 0, 8, 2, 1, 0]),
    ];
    // Ascent 12, descent -4, all advances 16.
    let hhea = [&version[..], &words(&[12, -4, 0, 16, 0, 0, 16, 1, 0, 0, 0, 0, 0, 0, 0, count])];
    let maxp = [&version[..], &words(&[count, 16, 4, 16, 4, 2, 0, 0, 0, 0, 0, 0, 8, 4])];
    // A glyph begins as far from its origin as its own numbers say.
    let side = |glyph: &Glyph| match glyph {
        Glyph::Box([left, ..]) => i32::from(*left),
        Glyph::Of(_) | Glyph::Empty => 0,
    };
    let hmtx = all().flat_map(|glyph| words(&[16, side(glyph)])).collect();
    // Format 4: a segment a letter, and the last that every map ends with.
    let ends: Vec<i32> = letters.iter().map(|(letter, _)| *letter as i32).chain([0xffff]).collect();
    let deltas: Vec<i32> = (1..count).zip(&ends).map(|(glyph, end)| glyph - end).chain([1]).collect();
    let map = [words(&ends), words(&[0]), words(&ends), words(&deltas), words(&vec![0; ends.len()])].concat();
    let cmap = [words(&[0, 1, 3, 1, 0, 12]), words(&[4, 14 + map.len() as i32, 0, count * 2, 0, 0, 0]), map];
    let text: Vec<u8> = family.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let len = text.len() as i32;
    let name = [words(&[0, 2, 30, 3, 1, 0x409, 1, len, 0, 3, 1, 0x409, 6, len, 0]), text];
    let os2 = words(&[3, 16, 400, 5, 0]);
    let os2 = [os2, vec![0; 68], words(&[12, -4, 0, 12, 4]), vec![0; 8], words(&[8, 12, 0, 32, 0])];
    let post = [&[0, 3, 0, 0][..], &[0; 4], &words(&[-2, 1]), &[0; 20]];
    let tables: [(&[u8; 4], Vec<u8>); 10] = [
        (b"OS/2", os2.concat()),
        (b"cmap", cmap.concat()),
        (b"glyf", glyf),
        (b"head", head.concat()),
        (b"hhea", hhea.concat()),
        (b"hmtx", hmtx),
        (b"loca", loca),
        (b"maxp", maxp.concat()),
        (b"name", name.concat()),
        (b"post", post.concat()),
    ];
    let mut file = [&version[..], &words(&[10, 128, 3, 32])].concat();
    let mut at = file.len() + 16 * tables.len();
    for (tag, table) in &tables {
        file.extend_from_slice(*tag);
        // Nobody reads the sums.
        file.extend([0; 4]);
        file.extend((at as u32).to_be_bytes());
        file.extend((table.len() as u32).to_be_bytes());
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        file.extend_from_slice(&table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    file
}

/// `A` fills its em from the line up to 12, `B` the left half of that, `C` is both of B and its right half, a space nothing.
pub fn boxes(family: &str) -> Vec<u8> {
    let letters = [
        (' ', Glyph::Empty),
        ('A', Glyph::Box([0, 0, 16, 12])),
        ('B', Glyph::Box([0, 0, 8, 12])),
        ('C', Glyph::Of(vec![3, 5])),
        ('D', Glyph::Box([8, 0, 16, 4])),
    ];
    font(family, &Glyph::Box([0, 0, 4, 4]), &letters)
}
