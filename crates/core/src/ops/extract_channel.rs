//! Makes a grey image of one channel.

use super::{Op, OpRow, layout};
use crate::error::{Error, Result};
use crate::job::Job;
use crate::pixels::{Layout, Pixels};
use crate::spec::{Default as D, Field, Type, Values};

const ALPHA: usize = 3;

pub const ROW: OpRow = OpRow {
    name: "extractChannel",
    aliases: &[],
    fields: &[Field {
        required: true,
        ..Field::new(
            "channel",
            Type::Index(&["red", "green", "blue", "alpha"], 4),
            D::None,
            "",
            "by name or place; alpha is the last channel, red, green and blue of a grey image are its grey",
        )
    }],
    positional: &["channel"],
    doc: "Makes a grey image of one channel.",
    build,
};

#[derive(Debug)]
struct ExtractChannel {
    channel: usize,
}

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(ExtractChannel { channel: values.size("channel") as usize }))
}

impl Op for ExtractChannel {
    fn apply(&self, pixels: Pixels, job: &mut Job) -> Result<Pixels> {
        let channels = pixels.layout.channels();
        let grey = matches!(pixels.layout, Layout::Gray | Layout::GrayA);
        let channel = match self.channel {
            ALPHA if pixels.layout.has_alpha() && channels <= ALPHA + 1 => channels - 1,
            0..ALPHA if grey => 0,
            channel if channel < channels && !grey => channel,
            channel => {
                let expected = format!("a channel that {:?} has", pixels.layout);
                return Err(Error::option("channel", expected, channel.to_string()));
            }
        };
        layout::take(pixels, channel, Layout::Gray, job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::testing::{LAYOUTS, apply, blamed, bytes, never_panics, row, try_apply};
    use crate::pixels::Samples;
    use serde_json::json;

    #[test]
    fn channels_have_names_and_places() {
        let of = |channel, layout| {
            bytes(&apply(&ROW, json!({ "channel": channel }), row(&[1, 2, 3, 4], layout))).to_vec()
        };
        for (name, place) in [("red", 0u8), ("green", 1), ("blue", 2), ("alpha", 3)] {
            assert_eq!(of(json!(name), Layout::Rgba), [place + 1]);
            assert_eq!(of(json!(place), Layout::Rgba), [place + 1]);
        }
        // sharp 0.35.5 gives the same of grey.
        assert_eq!(of(json!("blue"), Layout::GrayA), [1, 3]);
        assert_eq!(of(json!("alpha"), Layout::GrayA), [2, 4]);
        assert_eq!(of(json!(3), Layout::Cmyk), [4]);
        let wide = Pixels::packed(Samples::U16(vec![1, 2, 300]), Layout::Rgb, 1, 1).unwrap();
        assert_eq!(apply(&ROW, json!({ "channel": 2 }), wide).samples, Samples::U16(vec![300]));
        never_panics(&ROW, &json!({ "channel": 0 }));
    }

    #[test]
    fn a_channel_that_is_not_there_is_refused() {
        for layout in LAYOUTS {
            let pixels = row(&vec![9; layout.channels()], layout);
            let result = try_apply(&ROW, json!({ "channel": 4 }), pixels);
            assert_eq!(result.is_ok(), layout == Layout::CmykA, "{layout:?}");
        }
        assert_eq!(
            blamed(try_apply(&ROW, json!({ "channel": "alpha" }), row(&[1, 2, 3], Layout::Rgb))),
            "channel"
        );
        for wrong in
            [json!({ "channel": 5 }), json!({ "channel": "Red" }), json!({ "channel": 0.5 }), json!({})]
        {
            let path = "steps[0].channel";
            assert_eq!(blamed(try_apply(&ROW, wrong, row(&[1, 2, 3], Layout::Rgb))), path);
        }
    }
}
