//! Colours as CSS writes them (CSS Color Module Level 4): names, hexadecimal digits, `rgb()`, `hsl()` and `hwb()`.

#![expect(clippy::unreadable_literal, reason = "digits as CSS writes them")]

use super::Colour;

/// A colour of 8 bit channels; fractions are rounded, what is out of range is cut.
pub fn parse(text: &str) -> Option<Colour> {
    let lower = text.trim().to_ascii_lowercase();
    if let Some(hex) = lower.strip_prefix('#') {
        return digits(hex);
    }
    if let Some((name, rest)) = lower.split_once('(') {
        return function(name, rest.strip_suffix(')')?);
    }
    if lower == "transparent" {
        return Some(Colour { r: 0, g: 0, b: 0, a: 0 });
    }
    let at = NAMED.binary_search_by_key(&lower.as_str(), |(name, _)| name).ok()?;
    let [_, r, g, b] = NAMED.get(at)?.1.to_be_bytes();
    Some(Colour { r, g, b, a: 255 })
}

/// Three or four digits, or twice as many.
fn digits(hex: &str) -> Option<Colour> {
    let digits: Vec<u8> = hex.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    let wide: Vec<u8> = match digits.len() {
        3 | 4 => digits.iter().map(|d| d * 17).collect(),
        6 | 8 => digits.chunks_exact(2).filter_map(|p| Some(p.first()? * 16 + p.last()?)).collect(),
        _ => return None,
    };
    match wide.as_slice() {
        [r, g, b] => Some(Colour { r: *r, g: *g, b: *b, a: 255 }),
        [r, g, b, a] => Some(Colour { r: *r, g: *g, b: *b, a: *a }),
        _ => None,
    }
}

/// An argument: its number, and the unit behind it.
type Argument<'a> = (f64, &'a str);

fn argument(text: &str) -> Option<Argument<'_>> {
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '+' | '-' | '.'))).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit))
}

/// Arguments stand between commas or spaces; a slash may stand before alpha.
fn function(name: &str, inside: &str) -> Option<Colour> {
    let mut given = Vec::new();
    for part in inside.split([',', '/']) {
        let words: Vec<_> = part.split_whitespace().map(argument).collect::<Option<_>>()?;
        if words.is_empty() {
            return None;
        }
        given.extend(words);
    }
    let (colours, alpha) = match given.as_slice() {
        [a, b, c] => ([*a, *b, *c], 1.0),
        [a, b, c, (alpha, "")] => ([*a, *b, *c], *alpha),
        [a, b, c, (alpha, "%")] => ([*a, *b, *c], alpha / 100.0),
        _ => return None,
    };
    let [r, g, b] = match (name, colours) {
        ("rgb" | "rgba", [(r, ""), (g, ""), (b, "")]) => [r, g, b],
        ("rgb" | "rgba", [(r, "%"), (g, "%"), (b, "%")]) => [r, g, b].map(|part| part * 2.55),
        ("hsl" | "hsla", [(hue, "" | "deg"), (s, "%"), (l, "%")]) => hsl(hue, share(s), share(l)),
        ("hwb", [(hue, "" | "deg"), (white, "%"), (black, "%")]) => hwb(hue, share(white), share(black)),
        _ => return None,
    }
    .map(byte);
    Some(Colour { r, g, b, a: byte(alpha * 255.0) })
}

fn byte(value: f64) -> u8 {
    (value.clamp(0.0, 255.0) + 0.5) as u8
}

fn share(percent: f64) -> f64 {
    (percent / 100.0).clamp(0.0, 1.0)
}

/// The hexagon of full colours: each channel from 0 to 1 at a hue.
fn hue_channels(degrees: f64) -> [f64; 3] {
    let sixth = degrees.rem_euclid(360.0) / 60.0;
    [0.0, 4.0, 2.0].map(|turn| (((sixth + turn) % 6.0 - 3.0).abs() - 1.0).clamp(0.0, 1.0))
}

fn hsl(hue: f64, saturation: f64, lightness: f64) -> [f64; 3] {
    let chroma = (1.0 - (2.0 * lightness - 1.0).abs()) * saturation;
    hue_channels(hue).map(|channel| 255.0 * (lightness + chroma * (channel - 0.5)))
}

fn hwb(hue: f64, white: f64, black: f64) -> [f64; 3] {
    // More than all is shared out: a grey.
    let all = (white + black).max(1.0);
    let (white, black) = (white / all, black / all);
    hue_channels(hue).map(|channel| 255.0 * (white + channel * (1.0 - white - black)))
}

/// CSS's names in their order.
const NAMED: &[(&str, u32)] = &[
    ("aliceblue", 0xf0f8ff),
    ("antiquewhite", 0xfaebd7),
    ("aqua", 0x00ffff),
    ("aquamarine", 0x7fffd4),
    ("azure", 0xf0ffff),
    ("beige", 0xf5f5dc),
    ("bisque", 0xffe4c4),
    ("black", 0x000000),
    ("blanchedalmond", 0xffebcd),
    ("blue", 0x0000ff),
    ("blueviolet", 0x8a2be2),
    ("brown", 0xa52a2a),
    ("burlywood", 0xdeb887),
    ("cadetblue", 0x5f9ea0),
    ("chartreuse", 0x7fff00),
    ("chocolate", 0xd2691e),
    ("coral", 0xff7f50),
    ("cornflowerblue", 0x6495ed),
    ("cornsilk", 0xfff8dc),
    ("crimson", 0xdc143c),
    ("cyan", 0x00ffff),
    ("darkblue", 0x00008b),
    ("darkcyan", 0x008b8b),
    ("darkgoldenrod", 0xb8860b),
    ("darkgray", 0xa9a9a9),
    ("darkgreen", 0x006400),
    ("darkgrey", 0xa9a9a9),
    ("darkkhaki", 0xbdb76b),
    ("darkmagenta", 0x8b008b),
    ("darkolivegreen", 0x556b2f),
    ("darkorange", 0xff8c00),
    ("darkorchid", 0x9932cc),
    ("darkred", 0x8b0000),
    ("darksalmon", 0xe9967a),
    ("darkseagreen", 0x8fbc8f),
    ("darkslateblue", 0x483d8b),
    ("darkslategray", 0x2f4f4f),
    ("darkslategrey", 0x2f4f4f),
    ("darkturquoise", 0x00ced1),
    ("darkviolet", 0x9400d3),
    ("deeppink", 0xff1493),
    ("deepskyblue", 0x00bfff),
    ("dimgray", 0x696969),
    ("dimgrey", 0x696969),
    ("dodgerblue", 0x1e90ff),
    ("firebrick", 0xb22222),
    ("floralwhite", 0xfffaf0),
    ("forestgreen", 0x228b22),
    ("fuchsia", 0xff00ff),
    ("gainsboro", 0xdcdcdc),
    ("ghostwhite", 0xf8f8ff),
    ("gold", 0xffd700),
    ("goldenrod", 0xdaa520),
    ("gray", 0x808080),
    ("green", 0x008000),
    ("greenyellow", 0xadff2f),
    ("grey", 0x808080),
    ("honeydew", 0xf0fff0),
    ("hotpink", 0xff69b4),
    ("indianred", 0xcd5c5c),
    ("indigo", 0x4b0082),
    ("ivory", 0xfffff0),
    ("khaki", 0xf0e68c),
    ("lavender", 0xe6e6fa),
    ("lavenderblush", 0xfff0f5),
    ("lawngreen", 0x7cfc00),
    ("lemonchiffon", 0xfffacd),
    ("lightblue", 0xadd8e6),
    ("lightcoral", 0xf08080),
    ("lightcyan", 0xe0ffff),
    ("lightgoldenrodyellow", 0xfafad2),
    ("lightgray", 0xd3d3d3),
    ("lightgreen", 0x90ee90),
    ("lightgrey", 0xd3d3d3),
    ("lightpink", 0xffb6c1),
    ("lightsalmon", 0xffa07a),
    ("lightseagreen", 0x20b2aa),
    ("lightskyblue", 0x87cefa),
    ("lightslategray", 0x778899),
    ("lightslategrey", 0x778899),
    ("lightsteelblue", 0xb0c4de),
    ("lightyellow", 0xffffe0),
    ("lime", 0x00ff00),
    ("limegreen", 0x32cd32),
    ("linen", 0xfaf0e6),
    ("magenta", 0xff00ff),
    ("maroon", 0x800000),
    ("mediumaquamarine", 0x66cdaa),
    ("mediumblue", 0x0000cd),
    ("mediumorchid", 0xba55d3),
    ("mediumpurple", 0x9370db),
    ("mediumseagreen", 0x3cb371),
    ("mediumslateblue", 0x7b68ee),
    ("mediumspringgreen", 0x00fa9a),
    ("mediumturquoise", 0x48d1cc),
    ("mediumvioletred", 0xc71585),
    ("midnightblue", 0x191970),
    ("mintcream", 0xf5fffa),
    ("mistyrose", 0xffe4e1),
    ("moccasin", 0xffe4b5),
    ("navajowhite", 0xffdead),
    ("navy", 0x000080),
    ("oldlace", 0xfdf5e6),
    ("olive", 0x808000),
    ("olivedrab", 0x6b8e23),
    ("orange", 0xffa500),
    ("orangered", 0xff4500),
    ("orchid", 0xda70d6),
    ("palegoldenrod", 0xeee8aa),
    ("palegreen", 0x98fb98),
    ("paleturquoise", 0xafeeee),
    ("palevioletred", 0xdb7093),
    ("papayawhip", 0xffefd5),
    ("peachpuff", 0xffdab9),
    ("peru", 0xcd853f),
    ("pink", 0xffc0cb),
    ("plum", 0xdda0dd),
    ("powderblue", 0xb0e0e6),
    ("purple", 0x800080),
    ("rebeccapurple", 0x663399),
    ("red", 0xff0000),
    ("rosybrown", 0xbc8f8f),
    ("royalblue", 0x4169e1),
    ("saddlebrown", 0x8b4513),
    ("salmon", 0xfa8072),
    ("sandybrown", 0xf4a460),
    ("seagreen", 0x2e8b57),
    ("seashell", 0xfff5ee),
    ("sienna", 0xa0522d),
    ("silver", 0xc0c0c0),
    ("skyblue", 0x87ceeb),
    ("slateblue", 0x6a5acd),
    ("slategray", 0x708090),
    ("slategrey", 0x708090),
    ("snow", 0xfffafa),
    ("springgreen", 0x00ff7f),
    ("steelblue", 0x4682b4),
    ("tan", 0xd2b48c),
    ("teal", 0x008080),
    ("thistle", 0xd8bfd8),
    ("tomato", 0xff6347),
    ("turquoise", 0x40e0d0),
    ("violet", 0xee82ee),
    ("wheat", 0xf5deb3),
    ("white", 0xffffff),
    ("whitesmoke", 0xf5f5f5),
    ("yellow", 0xffff00),
    ("yellowgreen", 0x9acd32),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn channels(text: &str) -> Option<[u8; 4]> {
        parse(text).map(|Colour { r, g, b, a }| [r, g, b, a])
    }

    #[test]
    fn names_are_in_order_and_found_in_any_case() {
        assert!(NAMED.is_sorted_by_key(|(name, _)| name));
        assert_eq!(NAMED.len(), 148);
        for (name, value) in NAMED {
            let [_, r, g, b] = value.to_be_bytes();
            assert_eq!(channels(&name.to_uppercase()), Some([r, g, b, 255]));
        }
        assert_eq!(channels("rebeccapurple"), Some([0x66, 0x33, 0x99, 255]));
        assert_eq!(channels("transparent"), Some([0; 4]));
    }

    #[test]
    fn functions_are_read_as_sharps_colour_module_reads_them() {
        // @img/colour of sharp 0.35.5, rounded.
        for (text, expected) in [
            ("rgb(1,2,3)", [1, 2, 3, 255]),
            ("rgb(1 2 3 / 50%)", [1, 2, 3, 128]),
            ("rgba( 1 , 2 , 3 , .5 )", [1, 2, 3, 128]),
            ("RGB(300, -5, 3)", [255, 0, 3, 255]),
            ("rgb(10%,20%,30%)", [26, 51, 77, 255]),
            ("rgba(1,2,3)", [1, 2, 3, 255]),
            ("rgb(1,2,3,1.5)", [1, 2, 3, 255]),
            ("hsl(120,100%,25%)", [0, 128, 0, 255]),
            ("hsl(120deg 100% 25% / 0.5)", [0, 128, 0, 128]),
            ("hsla(-30, 50%, 50%, .3)", [191, 64, 128, 77]),
            ("hsl(720,50%,50%)", [191, 64, 64, 255]),
            ("hsl(10,150%,50%)", [255, 43, 0, 255]),
            ("hsl(210.5,33.3%,44.4%)", [76, 113, 151, 255]),
            ("hwb(90, 20%, 30%)", [115, 179, 51, 255]),
            ("hwb(200 60% 70%)", [118, 118, 118, 255]),
            ("#fff8", [255, 255, 255, 136]),
        ] {
            assert_eq!(channels(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_none_of_them_is_refused() {
        for text in [
            "",
            "#12345",
            "#ggg",
            "rgb(1,2)",
            "rgb(1,,2,3)",
            "rgb(1,2,3",
            "rgb(1,2%,3)",
            "rgb(1,2,3,4,5)",
            "hsl(1,2,3)",
            "rgb(nan,1,1)",
            "rgb(1e3,1,1)",
            "hsv(1,2%,3%)",
            "rgb()",
            "reddish",
            "rgb (1,2,3)",
            "rgb(inf,1,1)",
            "rgb(--1,1,1)",
        ] {
            assert_eq!(channels(text), None, "{text}");
        }
    }
}
