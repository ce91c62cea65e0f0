//! SVG: drawings written here; sizes and colours as sharp 0.35.5 (librsvg) gives them for the same text.

use super::font::{self, Glyph};
use crate::codecs::testing::{self, code, decode, samples8};
use crate::codecs::{self, DecodeOptions};
use crate::error::{Code, Result};
use crate::format::Format;
use crate::job::{Cancel, FailOn, Job};
use crate::limits::Limits;
use crate::pixels::{Frame, Layout, Samples};
use crate::task::{self, Outcome};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::Write as _;

/// A drawing with these attributes on its root, and what is in it.
fn svg(attributes: &str, inside: &str) -> Vec<u8> {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" {attributes}>{inside}</svg>")
        .into_bytes()
}

/// A red rectangle of this size.
fn red(width: u32, height: u32) -> String {
    format!("<rect width=\"{width}\" height=\"{height}\" fill=\"red\"/>")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::best());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

fn convert(bytes: &[u8], recipe: &Value) -> Result<Outcome> {
    task::run(
        &json!({ "task": "convert", "recipe": recipe }).to_string(),
        &mut [bytes.to_vec()],
        &Cancel::default(),
    )
}

#[test]
fn a_drawing_has_the_size_that_sharp_gives_it() {
    let size = |attributes: &str, density: f64| {
        let header = codecs::probe(&svg(attributes, ""), &Limits::default()).unwrap().at_density(density);
        (header.width, header.height)
    };
    for (attributes, expected) in [
        ("width='10' height='20'", (10, 20)),
        ("width='1in' height='2in'", (72, 144)),
        ("width='25.4mm' height='10pt'", (72, 10)),
        ("viewBox='0 0 30 40'", (30, 40)),
        ("width='100%' height='50%' viewBox='0 0 30 40'", (30, 40)),
        ("width='100%' height='456px' viewBox='0 0 246 912'", (123, 456)),
        ("width='60' viewBox='0 0 30 40'", (60, 80)),
        ("width='10.4' height='10.6'", (10, 11)),
        ("width='2em' height='1em'", (24, 12)),
        ("width='1.23e2' height='4.56E2'", (123, 456)),
    ] {
        assert_eq!(size(attributes, 72.0), expected, "{attributes}");
    }
    assert_eq!(size("width='10' height='20'", 144.0), (20, 40));
    assert_eq!(size("width='1in' height='2in'", 144.0), (288, 576));
    let none = |attributes: &str| codecs::probe(&svg(attributes, ""), &Limits::default()).unwrap_err().code;
    assert_eq!([none(""), none("width='10'"), none("width='0' height='10'")], [Code::UnsupportedFeature; 3]);
}

#[test]
fn a_drawing_without_a_size_is_as_large_as_what_is_drawn_as_in_sharp() {
    let size = |attributes: &str, inside: &str, density: f64| {
        let header = codecs::probe(&svg(attributes, inside), &Limits::default()).unwrap().at_density(density);
        (header.width, header.height)
    };
    let rect = "<rect x='10' y='5' width='30' height='20' fill='red'/>";
    for (attributes, inside, expected) in [
        ("", rect, (30, 20)),
        ("width='10'", rect, (30, 20)),
        ("width='50%' height='40'", rect, (30, 20)),
        ("", "<rect x='-10' y='-5' width='30.3' height='20.6' fill='red'/>", (30, 21)),
        ("", "<rect x='10' y='5' width='30' height='20' stroke='blue' stroke-width='4'/>", (34, 24)),
        ("", "<g transform='translate(5 5) scale(2)'><rect x='1' width='30' height='20'/></g>", (60, 40)),
        ("", "<line x2='10' stroke='red'/>", (10, 1)),
        ("", "<path d='M0 0C0 40 40 40 40 0'/>", (40, 30)),
        ("", "<rect width='1in' height='20'/>", (72, 20)),
    ] {
        assert_eq!(size(attributes, inside, 72.0), expected, "{attributes} {inside}");
    }
    assert_eq!(size("", rect, 144.0), (60, 40));
    // Drawn from the origin on: what lies left of it is not seen, what begins right of it leaves room.
    let (_, frame) = decode(&svg("", "<rect x='1' width='2' height='1' fill='red'/>")).unwrap();
    assert_eq!(samples8(&frame), [[0; 4], [255, 0, 0, 255]].concat());
    let refused = |attributes: &str, inside: &str| {
        codecs::probe(&svg(attributes, inside), &Limits::default()).unwrap_err().code
    };
    for (attributes, inside) in [("", "<g/>"), ("width='0' height='10'", rect), ("viewBox='0 0 0 0'", rect)] {
        assert_eq!(refused(attributes, inside), Code::UnsupportedFeature, "{attributes} {inside}");
    }
    assert_eq!(refused("", &format!("{rect}<text>A</text>")), Code::UnsupportedFeature);
    let wide = svg("", "<rect width='1000000' height='2'/>");
    assert_eq!(decode(&wide).unwrap_err().code, Code::SideLimit);
    // Of a part that ends anywhere more is asked for, as of any header.
    let bytes = svg("", &format!("<desc>\u{e9}\u{e9}</desc>{rect}"));
    let request = json!({ "task": "probe", "size": bytes.len() }).to_string();
    for len in 4..bytes.len() - 1 {
        let info = task::run(&request, &mut [bytes[..len].to_vec()], &Cancel::default()).unwrap().info;
        assert!(info.get("needMore").is_some(), "{len} {info}");
    }
}

#[test]
fn colours_are_straight_and_what_is_not_drawn_on_is_transparent() {
    let half = "<rect x='1' width='1' height='1' fill='rgb(200,100,50)' fill-opacity='0.5'/>";
    let (header, frame) = decode(&svg("width='3' height='1'", &format!("{}{half}", red(1, 1)))).unwrap();
    assert_eq!((header.channels, frame.pixels.layout), (4, Layout::Rgba));
    let samples = samples8(&frame);
    assert_eq!(samples[..4], [255, 0, 0, 255]);
    // sharp: 199, 99, 49, 128.
    assert!(samples[4..8].iter().zip([200, 100, 50, 128]).all(|(a, b)| a.abs_diff(b) <= 2), "{samples:?}");
    assert_eq!(samples[8..], [0; 4]);
}

#[test]
fn a_resize_draws_anew_and_density_makes_it_larger() {
    // The edge of sharp's: no pixel between red and nothing.
    let bytes = svg("width='10' height='10'", &red(5, 10));
    let run = |recipe: &Value| convert(&bytes, recipe).unwrap();
    let outcome =
        run(&json!({ "steps": [{ "op": "resize", "width": 1000 }], "outputs": [{ "format": "raw" }] }));
    let row = &outcome.buffers[0][500 * 4000..501 * 4000];
    assert!(row[..2000].as_chunks::<4>().0.iter().all(|p| *p == [255, 0, 0, 255]));
    assert!(row[2000..].iter().all(|s| *s == 0));
    let outcome = run(&json!({ "input": { "density": 144 }, "outputs": [{ "format": "raw" }] }));
    assert_eq!(outcome.buffers[0].len(), 20 * 20 * 4);
    // Two outputs of different shapes come from one drawing of the drawing's own.
    let outputs = json!([
        { "name": "wide", "format": "raw", "steps": [{ "op": "resize", "width": 40, "height": 10, "fit": "fill" }] },
        { "name": "high", "format": "raw", "steps": [{ "op": "resize", "width": 20, "height": 60, "fit": "inside" }] },
    ]);
    let outcome = run(&json!({ "outputs": outputs }));
    assert_eq!(outcome.buffers.iter().map(Vec::len).collect::<Vec<_>>(), [40 * 10 * 4, 20 * 20 * 4]);
}

#[test]
fn the_size_that_is_wanted_is_drawn_unless_it_changes_the_shape() {
    let header = codecs::probe(&svg("width='400' height='300'", ""), &Limits::default()).unwrap();
    let drawn = |wanted| codecs::reduced(&header, Some(wanted));
    assert_eq!(drawn((267, 200)), (267, 200));
    assert_eq!(drawn((8000, 6000)), (8000, 6000));
    assert_eq!(drawn((100, 200)), (267, 200));
    assert_eq!(codecs::reduced(&header, None), (400, 300));
}

#[test]
fn it_is_known_by_its_root_in_any_dress() {
    let plain = String::from_utf8(svg("width='2' height='2'", &red(2, 2))).unwrap();
    let utf16 = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let units = plain.encode_utf16().flat_map(bytes);
        mark.into_iter().chain(units).collect::<Vec<u8>>()
    };
    let dressed = [
        plain.clone().into_bytes(),
        format!("\u{feff}{plain}").into_bytes(),
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a > b -->\n{plain}").into_bytes(),
        format!("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x\" [ <!ENTITY a \"]>\"> ]>{plain}")
            .into_bytes(),
        format!("<!--{}-->{plain}", "x".repeat(100_000)).into_bytes(),
        plain
            .replace("<svg", "<s:svg xmlns:s='http://www.w3.org/2000/svg'")
            .replace("</svg", "</s:svg")
            .into_bytes(),
        utf16([0xff, 0xfe], u16::to_le_bytes),
        utf16([0xfe, 0xff], u16::to_be_bytes),
        [b"<?xml version='1.0' encoding='ISO-8859-1'?><!-- \xe4 -->", plain.as_bytes()].concat(),
        gzip(plain.as_bytes()),
    ];
    for bytes in dressed {
        assert_eq!(
            Format::sniff(&bytes),
            Some(Format::Svg),
            "{}",
            String::from_utf8_lossy(&bytes[..60.min(bytes.len())])
        );
        let (_, frame) = decode(&bytes).unwrap();
        assert_eq!(samples8(&frame), [255, 0, 0, 255].repeat(4));
    }
    for other in ["<html><svg/></html>", "<?xml version='1.0'?><rss/>", "<svgx/>", "svg", "<", "text <svg/>"]
    {
        assert_eq!(Format::sniff(other.as_bytes()), None, "{other}");
    }
    assert_eq!(Format::sniff(&gzip(b"not a drawing")), None);
}

#[test]
fn pictures_inside_are_drawn_from_data_urls_alone() {
    let samples = Samples::U8([0, 0, 255].repeat(4));
    let png = testing::encode(Format::Png, samples, Layout::Rgb, (2, 2), &json!({}));
    let url = format!("data:image/png;base64,{}", base64(&png));
    let (_, frame) =
        decode(&svg("width='2' height='2'", &format!("<image width='2' height='2' xlink:href='{url}'/>")))
            .unwrap();
    assert_eq!(samples8(&frame), [0, 0, 255, 255].repeat(4));
    for elsewhere in ["http://127.0.0.1/a.png", "file:///etc/hostname", "a.png", "/etc/hostname"] {
        let bytes = svg("width='2' height='2'", &format!("<image width='2' height='2' href='{elsewhere}'/>"));
        assert_eq!(code(&bytes), Code::UnsupportedFeature);
    }
    // A damaged picture, and one over the limit.
    let broken = svg("width='2' height='2'", &format!("<image href='{}'/>", url.replace("AAA", "BBB")));
    assert!(decode(&broken).is_err());
    let large = svg("width='1' height='1'", &format!("<image href='{url}'/>"));
    let limits = Limits { pixels: 3, ..Limits::default() };
    assert_eq!(testing::decode_page(&large, 0, limits, FailOn::None).unwrap_err().code, Code::PixelLimit);
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |part: &[u8]| {
        let word = part.iter().fold(0u32, |word, b| word << 8 | u32::from(*b)) << (8 * (3 - part.len()));
        (0..4)
            .map(|at| {
                if at <= part.len() { char::from(DIGITS[(word >> (18 - 6 * at)) as usize & 63]) } else { '=' }
            })
            .collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

#[test]
fn letters_that_the_default_font_has_not_are_missing_loudly() {
    for letters in ["A\u{6f22}", "\u{5d0}", "\u{1f600}", "\u{2c2}"] {
        let bytes = svg("width='60' height='30'", &format!("<text y='20'>{letters}</text>"));
        let error = decode(&bytes).unwrap_err();
        assert_eq!(error.code, Code::UnsupportedFeature, "{letters}");
        assert!(error.to_string().contains("give fonts"), "{error}");
        let recipe = json!({ "input": { "failOn": "none" }, "outputs": [{ "format": "png" }] });
        let outcome = convert(&bytes, &recipe).unwrap();
        assert!(outcome.info.to_string().contains("UnsupportedFeature"), "{}", outcome.info);
    }
    let known = "Az 09 \u{a0}\u{fc}\u{142}\u{3a9}\u{44f}\u{1ec7}\u{20ac}\u{2713}\u{200d}\u{fe0f}\u{fffd}";
    assert!(decode(&svg("width='60' height='30'", &format!("<text y='20'>{known}</text>"))).is_ok());
    // No letter of a drawing but those of its text is drawn.
    assert!(decode(&svg("width='6' height='3'", "<title>\u{6f22}</title><text> </text>")).is_ok());
}

/// DejaVu Sans 2.37: of 2,048 units an em, I is 604 wide, its stem from 201 to 403 and from 0 to 1493; H is 1540 wide,
/// its stems from 201 to 403 and from 1137 to 1339.
#[test]
fn text_without_fonts_is_drawn_in_the_default_font() {
    for family in ["", "font-family='Helvetica, serif'", "font-family='DejaVu Sans' font-weight='bold'"] {
        let text = format!("<text y='30' font-size='20.48' {family}>IH</text>");
        let image = decode(&svg("width='40' height='40'", &text)).unwrap();
        let rows = rows(&image.1);
        // Whole pixels of the stems: 2.01 to 4.03, 6.04 + 2.01 to 6.04 + 4.03, and 6.04 + 11.37 to 6.04 + 13.39.
        for y in [16, 18, 29] {
            let row: Vec<char> = rows[y].chars().collect();
            assert_eq!([3, 9, 18].map(|x| row[x]), ['#'; 3], "{family} {y}");
            assert_eq!([0, 1, 5, 6, 12, 15, 20].map(|x| row[x]), ['.'; 7], "{family} {y}");
        }
        assert_eq!([&rows[14], &rows[30]], [&".".repeat(40); 2]);
    }
}

#[test]
fn what_costs_without_measure_is_refused() {
    let refused = |inside: &str| {
        assert_eq!(
            code(&svg("width='20' height='20'", inside)),
            Code::UnsupportedFeature,
            "{}",
            &inside[..80]
        );
    };
    // Ten levels of ten uses.
    let mut uses = String::from("<g id='a0'><rect width='1' height='1'/></g>");
    for level in 1..10 {
        let one = format!("<use xlink:href='#a{}'/>", level - 1);
        write!(uses, "<g id='a{level}'>{}</g>", one.repeat(10)).unwrap();
    }
    refused(&uses);
    refused(&format!("{}{}", "<g>".repeat(300), "</g>".repeat(300)));
    // Masks of masks, by attributes and by a style sheet.
    let chain = |attribute: &dyn Fn(usize) -> String| {
        let mask = |i| format!("<mask id='m{i}'><rect {} width='9' height='9'/></mask>", attribute(i));
        (0..300).map(mask).collect::<Vec<_>>().concat()
    };
    refused(&format!(
        "{}<rect mask='url(#m0)' width='9' height='9'/>",
        chain(&|i| format!("mask='url(#m{})'", i + 1))
    ));
    let rules = (0..300).map(|i| format!(".c{i}{{mask:url(#m{})}}", i + 1)).collect::<Vec<_>>().concat();
    refused(&format!(
        "<style>{rules}</style>{}<rect class='c0' width='9' height='9'/>",
        chain(&|i| format!("class='c{i}'"))
    ));
    let marks = "<marker id='m'><g><rect/><rect/><rect/><rect/></g></marker>";
    refused(&format!("{marks}<path marker-mid='url(#m)' d='M0 0{}'/>", "l1 1".repeat(200_000)));
    refused(
        "<filter id='f'><feTurbulence baseFrequency='1' numOctaves='2000000000'/></filter><rect width='20' height='20' filter='url(#f)'/>",
    );
    refused(
        "<filter id='f'><feMorphology operator='dilate' radius='90000'/></filter><rect width='20' height='20' filter='url(#f)'/>",
    );
}

#[test]
fn entities_are_resolved_within_a_measure() {
    let with = |subset: &str, inside: &str| {
        [format!("<!DOCTYPE svg [{subset}]>").into_bytes(), svg("width='1' height='1'", inside)].concat()
    };
    let (_, frame) = decode(&with("<!ENTITY c 'red'>", "<rect width='1' height='1' fill='&c;'/>")).unwrap();
    assert_eq!(samples8(&frame), [255, 0, 0, 255]);
    let laugh = |i: u32| format!("<!ENTITY l{i} '{}'>", format!("&l{};", i - 1).repeat(10));
    let laughs = (1..10).map(laugh).collect::<Vec<_>>().concat();
    assert!(decode(&with(&format!("<!ENTITY l0 'ha'>{laughs}"), "<desc>&l9;</desc>")).is_err());
    let large = format!("<!ENTITY a '{}'>", "x".repeat(100_000));
    assert_eq!(
        code(&with(&large, &format!("<desc>{}</desc>", "&a;".repeat(1000)))),
        Code::UnsupportedFeature
    );
}

/// wasm's stack has a megabyte; what is on it below the decoder is little.
#[test]
fn the_deepest_drawing_that_is_let_through_fits_half_a_megabyte_of_stack() {
    let nested =
        |open: &str, count: usize| format!("{}{}{}", open.repeat(count), red(9, 9), "</g>".repeat(count));
    let mask = |i| format!("<mask id='m{i}'><g mask='url(#m{})'>{}</g></mask>", i + 1, red(9, 9));
    let masks = (0..40).map(mask).collect::<Vec<_>>().concat();
    let fill = |i: usize| format!("<rect width='9' height='9' fill='url(#p{i})'/>");
    let pattern = |i: usize| format!("<pattern id='p{i}' width='1' height='1'>{}</pattern>", fill(i + 1));
    let patterns = (0..40).map(pattern).collect::<Vec<_>>().concat();
    let drawings = [
        nested("<g opacity='0.9'>", 124),
        nested("<g transform='rotate(1)' style='mix-blend-mode:multiply'>", 124),
        nested("<svg width='9' height='9'><g>", 60).replace("</g>", "</g></svg>"),
        format!("{patterns}{}", fill(0)),
        format!("{masks}<rect mask='url(#m0)' width='9' height='9'/>"),
    ];
    for inside in drawings {
        let bytes = svg("width='9' height='9'", &inside);
        let drawn = std::thread::Builder::new()
            .stack_size(512 << 10)
            .spawn(move || decode(&bytes).map(drop))
            .unwrap()
            .join()
            .unwrap();
        drawn.unwrap();
    }
}

#[test]
fn layers_and_inflated_text_count_as_memory() {
    let layers = format!("{}{}{}", "<g opacity='0.9'>".repeat(100), red(1000, 1000), "</g>".repeat(100));
    let bytes = svg("width='1000' height='1000'", &layers);
    let limits = |memory| Limits { memory, ..Limits::default() };
    assert_eq!(
        testing::decode_page(&bytes, 0, limits(100 << 20), FailOn::None).unwrap_err().code,
        Code::MemoryLimit
    );
    let bomb = gzip(&svg("width='1' height='1'", &" ".repeat(10 << 20)));
    assert_eq!(
        testing::decode_page(&bomb, 0, limits(16 << 20), FailOn::None).unwrap_err().code,
        Code::MemoryLimit
    );
}

#[test]
fn limits_hold_and_every_cut_and_changed_byte_is_survived() {
    let bytes = svg("width='20' height='20'", "<g opacity='.5'><path d='M1 1L9 9z' fill='red'/></g>");
    testing::limits_hold(&bytes);
    let codes = [Code::TruncatedImage, Code::CorruptImage, Code::UnknownFormat];
    testing::every_cut_fails(&bytes, bytes.len(), &codes);
    let packed = gzip(&bytes);
    testing::every_cut_fails(&packed, packed.len() - 8, &codes);
    testing::every_changed_byte_is_survived(&bytes);
    let mut job = Job::default();
    let header = codecs::probe(&bytes, &Limits::default()).unwrap();
    let options = DecodeOptions { page: 1, ..DecodeOptions::default() };
    let refused = Format::Svg.row().codec.open.unwrap()(&bytes, &header, &options, &mut job).err().unwrap();
    assert_eq!(refused.code, Code::InvalidOption);
}

fn drawn(bytes: &[u8], fonts: &[Vec<u8>]) -> Result<Frame> {
    let mut job = Job::default();
    let header = codecs::probe(bytes, &Limits::default())?;
    let options = DecodeOptions { fonts: fonts.into(), ..DecodeOptions::default() };
    let mut decoder = Format::Svg.row().codec.open.unwrap()(bytes, &header, &options, &mut job)?;
    Ok(decoder.next_frame(&mut job)?.unwrap())
}

/// Rows of a picture, a letter a pixel: `#` black, `.` nothing, `?` anything else.
fn rows(frame: &Frame) -> Vec<String> {
    let pixel = |pixel: &[u8; 4]| match pixel {
        [0, 0, 0, 255] => '#',
        [0, 0, 0, 0] => '.',
        _ => '?',
    };
    let width = frame.pixels.width as usize * 4;
    samples8(frame).chunks(width).map(|row| row.as_chunks::<4>().0.iter().map(pixel).collect()).collect()
}

/// Text at a quarter of the font's units: a letter takes four pixels, three above the line.
fn letters(text: &str) -> Vec<u8> {
    svg("width='16' height='4'", &format!("<text y='3' font-size='4' {text}</text>"))
}

#[test]
fn text_is_drawn_with_the_fonts_that_are_given() {
    let fonts = [font::boxes("Boxes")];
    let text = |text: &str, fonts: &[Vec<u8>]| rows(&drawn(&letters(text), fonts).unwrap());
    let expected = vec!["####....##..##..", "####....##..##..", "####....##..####", "................"];
    assert_eq!(text("font-family='Boxes'>A BC", &fonts), expected);
    // Families that are not there, the generic ones, and none.
    for family in ["font-family='Elsewhere'", "font-family='monospace'", "font-family='serif'", ""] {
        assert_eq!(text(&format!("{family}>A BC"), &fonts), expected, "{family}");
    }
    assert_eq!(text(">ZA", &fonts)[2], "#...####........");
    // Where the first lacks a letter, the next that has them all draws them all.
    let dots = font::font(
        "Dots",
        &Glyph::Empty,
        &[('A', Glyph::Box([0, 0, 4, 4])), ('Z', Glyph::Box([4, 0, 8, 4]))],
    );
    let both = [fonts[0].clone(), dots];
    assert_eq!(text(">ZA", &both)[1..3], ["................", ".#..#..........."]);
    assert_eq!(text("font-family='Dots'>AZ", &both)[2], "#....#..........");
    assert_eq!(text("text-anchor='end' x='16'>AB", &fonts)[0], "........######..");
    assert_eq!(text("fill='none' >A", &fonts)[0], ".".repeat(16));
}

#[test]
fn text_is_drawn_anew_at_the_size_that_is_wanted() {
    let font = format!("data:font/ttf;base64,{}", base64(&font::boxes("Boxes")));
    let recipe = json!({ "input": { "fonts": [font] }, "steps": [{ "op": "resize", "width": 160 }], "outputs": [{ "format": "raw" }] });
    let outcome = convert(&letters(">AB"), &recipe).unwrap();
    let row = &outcome.buffers[0][160 * 4 * 10..160 * 4 * 11];
    assert!(row[..60 * 4].as_chunks::<4>().0.iter().all(|pixel| *pixel == [0, 0, 0, 255]));
    assert!(row[60 * 4..].iter().all(|sample| *sample == 0));
}

#[test]
fn fonts_are_counted_and_bounded() {
    let url = format!("data:font/ttf;base64,{}", base64(&font::boxes("Boxes")));
    let run = |input: Value| {
        convert(&letters(">AB"), &json!({ "input": input, "outputs": [{ "format": "png" }] })).unwrap_err()
    };
    let len = font::boxes("Boxes").len();
    assert!(
        convert(&letters(">A"), &json!({ "input": { "fonts": [url], "limits": { "fonts": len } } })).is_ok()
    );
    let error = run(json!({ "fonts": [url], "limits": { "fonts": len - 1 } }));
    assert_eq!(error.code, Code::MemoryLimit);
    assert!(error.to_string().contains("limits.fonts"), "{error}");
    for wrong in [
        json!(vec![&url; 33]),
        json!(url),
        json!(["AAEAAA"]),
        json!(["data:font/ttf;base64,*"]),
        json!(["data:,x"]),
        json!([1]),
    ] {
        assert_eq!(run(json!({ "fonts": wrong })).code, Code::InvalidOption);
    }
    let error = run(json!({ "fonts": vec![&url; 32], "limits": { "memory": 20_000 } }));
    assert_eq!(error.code, Code::MemoryLimit);
    let plan = |input: Value| {
        let request = json!({ "task": "plan", "recipe": { "input": input } }).to_string();
        task::run(&request, &mut [letters(">A")], &Cancel::default()).unwrap().info["peak"].as_u64().unwrap()
    };
    assert_eq!(plan(json!({ "fonts": [url] })) - plan(json!({})), 2 * len as u64);
}

#[test]
fn a_font_that_cannot_be_used_is_the_callers_mistake() {
    let code = |font: Vec<u8>| drawn(&letters(">AB"), &[font::boxes("Boxes"), font]).unwrap_err();
    for bytes in
        [&b""[..], b"wOF2", b"not a font at all", b"ttcf\0\x01\0\0\xff\xff\xff\xff", b"\0\x01\0\0\xff\xff"]
    {
        let error = code(bytes.to_vec());
        assert_eq!(error.code, Code::InvalidOption);
        assert!(error.to_string().contains("input.fonts[1]"), "{error}");
    }
    // Glyphs that are composed of themselves, and of each other without measure.
    let letters = |glyphs: Vec<Glyph>| ('A'..).zip(glyphs).collect::<Vec<_>>();
    let tower = |deep: u16, wide: usize| {
        let above = (2..=deep).map(|below| Glyph::Of(vec![below - 1; wide]));
        letters(std::iter::once(Glyph::Box([0, 0, 8, 8])).chain(above).collect())
    };
    let made = |glyphs: &[(char, Glyph)]| font::font("Tower", &Glyph::Empty, glyphs);
    assert_eq!(code(made(&letters(vec![Glyph::Of(vec![1])]))).code, Code::InvalidOption);
    assert_eq!(code(made(&tower(8, 10))).code, Code::InvalidOption);
    assert!(drawn(&self::letters(">AB"), &[made(&tower(8, 2))]).is_ok());
    // Without text fonts are not looked at.
    assert!(drawn(&svg("width='2' height='2'", &red(2, 2)), &[b"not a font".to_vec()]).is_ok());
}

#[test]
fn every_cut_and_changed_font_is_a_picture_or_a_code() {
    let whole = font::boxes("Boxes");
    let text = letters("font-family='Boxes, Other'>A BC<tspan font-size='3' font-weight='bold'>ABZ</tspan>");
    let mut refused = 0;
    for len in 0..whole.len() {
        refused += usize::from(drawn(&text, &[whole[..len].to_vec()]).is_err());
    }
    // What a directory promises and a table's end lies behind is left out by the readers.
    assert!(refused > whole.len() / 2, "{refused}");
    for at in 0..whole.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut font = whole.clone();
            font[at] = value;
            let _ = drawn(&text, &[font]);
        }
    }
    // xorshift64: many bytes at once.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    for _ in 0..2000 {
        let mut font = whole.clone();
        for _ in 0..=next() % 8 {
            let at = next() % font.len();
            font[at] = next() as u8;
        }
        let _ = drawn(&text, &[font]);
    }
}

#[test]
fn text_beyond_measure_is_refused() {
    let fonts = [font::boxes("Boxes")];
    let refused = |inside: &str| {
        let error = drawn(&svg("width='4' height='4'", inside), &fonts).unwrap_err();
        assert_eq!(error.code, Code::UnsupportedFeature, "{error}");
    };
    refused(&format!("<text>{}</text>", "A".repeat(600_000)));
    refused(&format!("<text>{}</text>", "A".repeat(100_000)));
    refused(&format!("<text>{}</text>", "<tspan>A</tspan>".repeat(20_000)));
    let uses = "<use xlink:href='#t'/>".repeat(1000);
    refused(&format!("<text id='t'>{}</text>{uses}", "A".repeat(10_000)));
}

#[test]
fn the_suite_has_the_same_font() {
    let suite = include_str!("../../../../../__test__/font.js");
    let written = base64(&font::boxes("Boxes"));
    assert!(suite.contains(&format!("'{written}'")), "{written}");
}

#[test]
fn a_path_that_leads_far_outside_is_drawn_or_refused() {
    for (length, code) in
        [("1e7", None), ("1e9", Some(Code::UnsupportedFeature)), ("1e25", Some(Code::UnsupportedFeature))]
    {
        for path in [format!("M30,76q6-14,12-{length}"), format!("M30,76c10,-{length} {length},30 60,10z")] {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 100\"><path d=\"{path}\"/></svg>"
            );
            assert_eq!(drawn(svg.as_bytes(), &[]).err().map(|error| error.code), code, "{path}");
        }
    }
}
