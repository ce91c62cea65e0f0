//! Text in a font of boxes, whose glyphs fill whole pixels: `A` a square of 16 × 12 at 16 pixels an em, `B` its left half.

use crate::codecs::svg::font::boxes;
use crate::error::Result;
use crate::job::Cancel;
use crate::ops::operand::testing::data_url;
use crate::task::{self, Outcome};
use serde_json::{Value, json};

fn run(task: &str, text: &Value, input: &Value) -> Result<Outcome> {
    let recipe = json!({ "input": input, "outputs": [{ "format": "raw" }] });
    let request = json!({ "task": task, "text": text, "recipe": recipe, "input": input });
    task::run(&request.to_string(), &mut [Vec::new()], &Cancel::default())
}

/// Text at 16 pixels an em, with more options.
fn text(text: &str, more: &Value) -> Value {
    let mut all = json!({ "text": text, "font": "Boxes 16", "fontfile": data_url(&boxes("Boxes")) });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

/// Rows of what is drawn: `#` white, `.` black, `+` between.
fn drawn(given: &str, more: &Value) -> Vec<String> {
    rows(&text(given, more))
}

fn rows(given: &Value) -> Vec<String> {
    let outcome = run("convert", given, &json!({})).unwrap();
    let info = &outcome.info["outputs"][0];
    assert_eq!(info["channels"], 1);
    let width = info["width"].as_u64().unwrap() as usize;
    let letter = |sample: &u8| match sample {
        0 => '.',
        255 => '#',
        _ => '+',
    };
    outcome.buffers[0].chunks(width).map(|row| row.iter().map(letter).collect()).collect()
}

fn size(given: &str, more: &Value) -> (usize, usize) {
    let rows = drawn(given, more);
    (rows[0].len(), rows.len())
}

fn found(given: &Value) -> (String, String) {
    let error = run("convert", given, &json!({})).unwrap_err();
    assert_eq!(run("plan", given, &json!({})).unwrap_err(), error);
    (error.fields.path.clone().unwrap_or_default(), error.to_string())
}

#[test]
fn the_picture_is_as_large_as_what_shows() {
    assert_eq!(drawn("AB", &json!({})), vec!["#".repeat(24); 12]);
    assert_eq!(
        drawn(" BA ", &json!({})),
        vec![format!("{}{}{}", "#".repeat(8), ".".repeat(8), "#".repeat(16)); 12]
    );
    // The font is as high as 16 pixels: 12 above the line, 4 below.
    assert_eq!(size("A\nA", &json!({})), (16, 28));
    assert_eq!(size("A\r\nA\n\nA", &json!({})), (16, 60));
    assert_eq!(size("A\nA", &json!({ "spacing": 5 })), (16, 33));
    assert_eq!(size("A\nA", &json!({ "spacing": -16 })), (16, 12));
}

#[test]
fn dots_an_inch_and_the_description_say_how_large_letters_are() {
    assert_eq!(size("A", &json!({ "dpi": 144 })), (32, 24));
    assert_eq!(size("A", &json!({ "font": "Boxes 8px", "dpi": 144 })), (8, 6));
    // Without a size 12 points, without a family the first font.
    assert_eq!(size("A", &json!({ "font": "Nowhere" })).0, 12);
    assert_eq!(size("<span size='24pt'>A</span>B", &json!({})), (32, 18));
    assert_eq!(size("<span size='32768'>A</span>", &json!({})), (32, 24));
}

#[test]
fn lines_are_broken_at_the_width() {
    let lines = |given: &str, width: u32, wrap: &str| {
        let rows = drawn(given, &json!({ "width": width, "wrap": wrap }));
        // Every line's second row of pixels.
        rows.iter().skip(1).step_by(16).map(|row| row.matches('#').count() / 16).collect::<Vec<_>>()
    };
    assert_eq!(lines("AA AA A", 48, "word"), [2, 2, 1]);
    assert_eq!(lines("AA AA A", 80, "word"), [4, 1]);
    assert_eq!(lines("AAAA A", 48, "word"), [4, 1]);
    assert_eq!(lines("AAAA A", 48, "char"), [3, 2]);
    assert_eq!(lines("A AAAA", 48, "word-char"), [1, 3, 1]);
    assert_eq!(lines("AAAA A", 48, "none"), [5]);
    assert_eq!(lines("A", 1, "char"), [1]);
}

#[test]
fn lines_are_aligned_and_justified() {
    let second = |more: Value| {
        drawn("AAA A", &{
            let mut all = json!({ "width": 64 });
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        })[17]
            .clone()
    };
    let dots = |count: usize| ".".repeat(count);
    let block = "#".repeat(16);
    assert_eq!(second(json!({})), format!("{block}{}", dots(32)));
    assert_eq!(second(json!({ "align": "right" })), format!("{}{block}", dots(32)));
    assert_eq!(second(json!({ "align": "centre" })), format!("{}{block}{}", dots(16), dots(16)));
    // Spaces share what is left; the last line stays as it is.
    let rows = drawn("A A A A", &json!({ "width": 88, "justify": true }));
    assert_eq!(rows[0], [block.as_str(); 3].join(&dots(20)));
    assert_eq!(rows[17], format!("{block}{}", dots(72)));
}

#[test]
fn a_text_fits_into_a_width_and_a_height() {
    let fitted =
        |given: &str, width: u32, height: u32| size(given, &json!({ "width": width, "height": height }));
    assert_eq!(fitted("A", 64, 1000).0, 64);
    assert_eq!(fitted("A", 1000, 48).1, 48);
    let (width, height) = fitted("AA AA", 100, 100);
    assert!(width <= 100 && height <= 100 && (width > 95 || height > 95), "{width} × {height}");
}

#[test]
fn colours_and_alpha_are_drawn_where_they_are_asked_for() {
    let markup = "<span foreground='#ff0000'>B</span><span background='#0000ff80'> </span>B";
    let outcome = run("convert", &text(markup, &json!({ "rgba": true })), &json!({})).unwrap();
    let info = &outcome.info["outputs"][0];
    assert_eq!((&info["channels"], &info["width"], &info["height"]), (&json!(4), &json!(40), &json!(12)));
    let row = &outcome.buffers[0][..160];
    let expected =
        [[255, 0, 0, 255].repeat(8), [0; 4].repeat(8), [0, 0, 255, 128].repeat(16), [0, 0, 0, 255].repeat(8)];
    assert_eq!(row, expected.concat());
}

#[test]
fn letters_are_made_bolder_aslant_and_underlined() {
    let plain = size("B", &json!({}));
    let bold = size("<b>B</b>", &json!({}));
    assert_eq!((bold.0, bold.1), (plain.0 + 1, plain.1));
    let slanted = size("<i>B</i>", &json!({}));
    // A fifth of twelve pixels.
    assert_eq!((slanted.0, slanted.1), (plain.0 + 3, plain.1));
    assert!(size("<u>B</u>", &json!({})).1 > 12);
    // Below it there are two pixels without anything, or none.
    assert_eq!(size("<s>B</s>", &json!({})).0, 16);
}

#[test]
fn letters_above_and_below_the_line_are_smaller_and_off_it() {
    // The font says nothing of them: five sixths of 16 pixels, off the line by three tenths.
    assert_eq!(size("A<sup>A</sup>", &json!({})), (30, 15));
    assert_eq!(size("A<sub>A</sub>", &json!({})), (30, 17));
    let rows = drawn("<sup>A</sup>B", &json!({}));
    assert_eq!((rows.len(), rows[0].as_str()), (15, "#############+......."));
    assert_eq!(rows[14], ".............########");
    // Its line is as high as they reach.
    assert_eq!(size("A\n<sup>A</sup>", &json!({})).1, 26);
    // Within each other they become smaller still, and rise from where they are.
    assert_eq!(size("A<sup>A<sup>A</sup></sup>", &json!({})).1, 18);
    assert_eq!(size("<sup>A</sup><sub>A</sub>", &json!({})).1, 20);
    // 4.2 pixels off the line make its height a part of a pixel, and room below for all of it.
    let rows = drawn("A<sup>A</sup>", &json!({ "font": "Boxes 14" }));
    let shows = |row: usize| rows[row].contains(['#', '+']);
    assert_eq!((rows.len(), shows(0), shows(12), shows(13)), (14, true, true, false));
}

#[test]
fn a_letter_that_a_font_lacks_is_taken_from_the_next() {
    let other = crate::codecs::svg::font::font(
        "Other",
        &crate::codecs::svg::font::Glyph::Empty,
        &[('Z', crate::codecs::svg::font::Glyph::Box([0, 0, 16, 8]))],
    );
    let input = json!({ "fonts": [data_url(&other)] });
    let outcome = run("convert", &text("ZA", &json!({})), &input).unwrap();
    let rows: Vec<&[u8]> = outcome.buffers[0].chunks(32).collect();
    assert_eq!((rows.len(), rows[0], rows[11]), (12, &[[0; 16], [255; 16]].concat()[..], &[255; 32][..]));
    // With fonts alone, the first is it.
    let mut alone = text("Z", &json!({ "font": "20px" }));
    alone.as_object_mut().unwrap().remove("fontfile");
    assert_eq!(run("plan", &alone, &input).unwrap().info["height"], 10);
}

#[test]
fn text_from_the_right_runs_from_the_right() {
    use crate::codecs::svg::font::{Glyph, font};
    let hebrew = font(
        "Hebrew",
        &Glyph::Empty,
        &[
            (' ', Glyph::Empty),
            ('\u{5d0}', Glyph::Box([0, 0, 16, 12])),
            ('\u{5d1}', Glyph::Box([0, 0, 4, 12])),
        ],
    );
    let given = |more: Value| {
        let mut all = json!({ "text": "\u{5d0}\u{5d1}\n\u{5d0}\u{5d0}\u{5d0}", "font": "16", "fontfile": data_url(&hebrew) });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let outcome = run("convert", &all, &json!({})).unwrap();
        outcome.buffers[0][..48].iter().map(|s| if *s > 0 { '#' } else { '.' }).collect::<String>()
    };
    // The second letter lies left of the first, the line at the right.
    let (space, thin, thick) = (".".repeat(16), format!("####{}", ".".repeat(12)), "#".repeat(16));
    assert_eq!(given(json!({})), format!("{space}{thin}{thick}"));
    assert_eq!(given(json!({ "align": "right" })), format!("{thin}{thick}{space}"));
}

#[test]
fn without_a_font_the_default_one_is_drawn() {
    let drawn = |letters: &str| rows(&json!({ "text": letters, "font": "20px" }));
    // An H is two stems and a bar; what the font has not is its box for that, whatever the letter.
    let letter = drawn("H");
    assert!(letter[0].contains('.') && letter.iter().any(|row| !row.contains('.')), "{letter:?}");
    assert_eq!(drawn("\u{5d0}"), drawn("\u{5d1}"));
    assert_ne!(drawn("\u{5d0}"), letter);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (given, path, words) in [
        (text("A", &json!({ "fontfile": "data:;base64,AAAA" })), "input.text.fontfile", "TrueType"),
        (text("A & B", &json!({})), "input.text.text", "&amp;"),
        (text("  \n ", &json!({})), "input.text.text", "nothing to draw"),
        (text("A", &json!({ "dpi": 72, "height": 3 })), "input.text", "dpi or height"),
        (text("A", &json!({ "dpi": 1_000_000 })), "input.text", "20000 pixels"),
        (json!({}), "input.text.text", "nothing"),
        (
            text(
                &(0..99).map(|n| format!("<span size='{}pt'>A</span>", n + 1)).collect::<Vec<_>>().concat(),
                &json!({}),
            ),
            "input.text.text",
            "64 styles",
        ),
    ] {
        let (at, message) = found(&given);
        assert_eq!(at, path, "{message}");
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn limits_hold_for_text() {
    let code = |given: Value, limits: Value| {
        let input = json!({ "limits": limits });
        let plan = run("plan", &given, &input).map_err(|error| error.code.row().name);
        assert_eq!(
            run("convert", &given, &input).map_err(|error| error.code.row().name).err(),
            plan.as_ref().err().copied()
        );
        plan.err()
    };
    let wide = text("AAAA", &json!({}));
    assert_eq!(code(wide.clone(), json!({ "pixels": 64 * 12 })), None);
    assert_eq!(code(wide.clone(), json!({ "pixels": 64 * 12 - 1 })), Some("PixelLimit"));
    assert_eq!(code(wide.clone(), json!({ "side": 63 })), Some("SideLimit"));
    assert_eq!(code(wide.clone(), json!({ "fonts": 100 })), Some("MemoryLimit"));
    // Letters upon each other cost what they cost.
    let heap = text(&"A\n".repeat(100), &json!({ "spacing": -16 }));
    assert_eq!(code(heap.clone(), json!({ "work": 100 * 16 * 12 })), None);
    assert_eq!(code(heap, json!({ "work": 100 * 16 * 12 - 1 })), Some("WorkLimit"));
    let peak =
        run("plan", &text("A", &json!({ "dpi": 7200 })), &json!({})).unwrap().info["peak"].as_u64().unwrap();
    let held = run("convert", &text("A", &json!({ "dpi": 7200 })), &json!({})).unwrap().info["peak"]
        .as_u64()
        .unwrap();
    assert!(held <= peak, "{held} held, {peak} planned");
}

#[test]
fn text_is_an_overlay() {
    let own = text("B", &json!({ "rgba": true }));
    let recipe = |image: &Value| json!({ "steps": [{ "op": "composite", "images": [image] }], "outputs": [{ "format": "raw" }] });
    let on = |recipe: Value| {
        let create = json!({ "width": 10, "height": 12, "channels": 3, "background": "#ffffff" });
        let request = json!({ "task": "convert", "create": create, "recipe": recipe });
        task::run(&request.to_string(), &mut [Vec::new()], &Cancel::default())
    };
    let outcome = on(recipe(&json!({ "text": own, "left": 1, "top": 0 }))).unwrap();
    let row: Vec<u8> = outcome.buffers[0].chunks(4).take(10).map(|pixel| pixel[0]).collect();
    assert_eq!(row, [&[255][..], &[0; 8], &[255]].concat());
    // The recipe's fonts serve it, too.
    let mut plain = own.clone();
    plain.as_object_mut().unwrap().remove("fontfile");
    let mut with_fonts = recipe(&json!({ "text": plain, "gravity": "northwest" }));
    with_fonts["input"] = json!({ "fonts": [data_url(&boxes("Boxes"))] });
    assert_eq!(on(with_fonts).unwrap().buffers[0][..4], [0, 0, 0, 255]);
    let large = on(recipe(&json!({ "text": text("AA", &json!({})) }))).unwrap_err();
    assert_eq!(large.fields.found.as_deref(), Some("32 × 12"));
}
