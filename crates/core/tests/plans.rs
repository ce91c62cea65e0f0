//! Whatever a plan joins or does earlier, it gives what its steps give one after the other: random recipes, run whole and step by step.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]
#![cfg(feature = "basic")]

use pixmill_core::codecs::raw;
use pixmill_core::convert::{Encoded, convert, probe};
use pixmill_core::job::Cancel;
use pixmill_core::plan::{OVERHEAD, plan};
use pixmill_core::recipe::Recipe;
use pixmill_core::spec::Values;
use serde_json::{Value, json};

/// Marsaglia's xorshift: the same recipes in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as u32 % end
    }

    fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to - from + 1)
    }

    /// A step that an image of this size can take.
    fn step(&mut self, width: u32, height: u32) -> Value {
        match self.below(16) {
            0 => {
                let (w, h) = (self.between(1, width), self.between(1, height));
                json!({ "op": "extract", "left": self.below(width - w + 1), "top": self.below(height - h + 1), "width": w, "height": h })
            }
            1 => json!({ "op": "flip" }),
            2 => json!({ "op": "flop" }),
            3 => json!({ "op": "rotate", "angle": self.below(4) * 90 }),
            4 => {
                json!({ "op": "resize", "width": self.between(5, 60), "height": self.between(5, 60), "fit": "cover" })
            }
            5 => {
                json!({ "op": "extend", "top": self.below(4), "left": self.below(4), "extendWith": "mirror" })
            }
            6 => json!({ "op": "blur", "sigma": 1.5 }),
            7 => json!({ "op": "greyscale" }),
            8 => json!({ "op": "modulate", "brightness": 1.1, "saturation": 0.7 }),
            9 => json!({ "op": "threshold", "threshold": self.below(256), "greyscale": false }),
            10 | 11 => json!({ "op": "negate" }),
            12 | 13 => json!({ "op": "gamma", "gamma": 1.8 }),
            _ => json!({ "op": "linear", "a": [1.2], "b": [f64::from(self.below(40)) - 20.0] }),
        }
    }
}

/// A photograph's gradients and edges. Raw samples and what describes them.
fn photo(width: u32, height: u32, channels: u32, depth: &str) -> (Vec<u8>, Value) {
    let mut samples = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        for c in 0..channels {
            let wave =
                f64::from(x * 5) / f64::from(width) + f64::from(y * 7) / f64::from(height) + f64::from(c);
            let edge = if (x * 4 / width + y * 3 / height).is_multiple_of(2) { 40.0 } else { 0.0 };
            // Alpha is seldom whole.
            let value = 110.0 + edge + 90.0 * libm::sin(wave);
            match depth {
                "uchar" => samples.push(value as u8),
                _ => samples.extend(((value * 257.0) as u16).to_ne_bytes()),
            }
        }
    }
    (samples, json!({ "width": width, "height": height, "channels": channels, "depth": depth }))
}

fn run(bytes: &[u8], about: Option<&Value>, steps: &[Value], output: &Value) -> Encoded {
    let header = about.map(|about| {
        let values = Values::parse(raw::FIELDS, about.as_object().unwrap(), &[], "raw").unwrap();
        raw::header(&values, bytes.len() as u64, "raw").unwrap()
    });
    let recipe = Recipe::parse(&json!({ "steps": steps, "outputs": [output] })).unwrap();
    let mut done = convert(&mut bytes.to_vec(), header, &recipe, &Cancel::default()).unwrap();
    done.outputs.remove(0)
}

fn described(image: &Encoded) -> Value {
    json!({ "width": image.width, "height": image.height, "channels": image.channels, "depth": image.depth })
}

/// The steps one by one, each on the samples that the one before it gave.
fn one_by_one(bytes: Vec<u8>, about: Value, steps: &[Value]) -> (Vec<u8>, Value) {
    steps.iter().fold((bytes, about), |(bytes, about), step| {
        let image = run(&bytes, Some(&about), std::slice::from_ref(step), &json!({ "format": "raw" }));
        let about = described(&image);
        (image.bytes, about)
    })
}

/// A recipe of up to eight steps, and the size that each has before it.
fn steps(random: &mut Random, bytes: &[u8], about: &Value) -> Vec<Value> {
    let side = |about: &Value, name: &str| about[name].as_u64().unwrap() as u32;
    let (mut bytes, mut about) = (bytes.to_vec(), about.clone());
    let mut steps = Vec::new();
    for _ in 0..random.between(1, 8) {
        let step = random.step(side(&about, "width"), side(&about, "height"));
        (bytes, about) = one_by_one(bytes, about, std::slice::from_ref(&step));
        steps.push(step);
    }
    steps
}

#[test]
fn random_recipes_give_the_samples_of_their_steps_one_by_one() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..200u32 {
        let depth = if round % 3 == 0 { "ushort" } else { "uchar" };
        let (bytes, about) = photo(random.between(1, 50), random.between(1, 50), random.between(1, 4), depth);
        let steps = steps(&mut random, &bytes, &about);
        let whole = run(&bytes, Some(&about), &steps, &json!({ "format": "raw" }));
        let (plain, size) = one_by_one(bytes, about, &steps);
        assert_eq!(described(&whole), size, "{steps:?}");
        assert!(whole.bytes == plain, "{steps:?}");
    }
}

/// A decoder that stops at a smaller size averages squares of pixels where a resize weighs more of them: the size is the same, the mean
/// difference below 2 of 255 for pictures with hard edges of which 10 to 60 columns are left.
#[test]
fn a_decode_at_a_smaller_size_stays_near_the_whole_one() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..40 {
        let (bytes, about) = photo(random.between(120, 400), random.between(120, 400), 3, "uchar");
        let jpeg = run(&bytes, Some(&about), &[], &json!({ "format": "jpeg", "quality": 90 })).bytes;
        let resize = json!({ "op": "resize", "width": random.between(10, 60) });
        let whole =
            run(&jpeg, None, &[resize.clone(), json!({ "op": "negate" })], &json!({ "format": "raw" }));
        let decoded = run(&jpeg, None, &[], &json!({ "format": "raw" }));
        let about = described(&decoded);
        let (plain, size) = one_by_one(decoded.bytes, about, &[resize, json!({ "op": "negate" })]);
        assert_eq!(described(&whole), size);
        let sum: u64 = whole.bytes.iter().zip(&plain).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        let mean = sum as f64 / plain.len() as f64;
        assert!(mean < 2.0, "{mean} at {size}");
    }
}

#[test]
fn a_step_of_an_output_that_cannot_be_is_told_by_its_place() {
    let (bytes, about) = photo(10, 8, 3, "uchar");
    let outside = json!({ "op": "extract", "left": 5, "top": 0, "width": 6, "height": 8 });
    let output = json!({ "format": "raw", "steps": [{ "op": "flip" }, outside] });
    let values = Values::parse(raw::FIELDS, about.as_object().unwrap(), &[], "raw").unwrap();
    let header = raw::header(&values, bytes.len() as u64, "raw").unwrap();
    let recipe = Recipe::parse(&json!({ "outputs": [output] })).unwrap();
    let error = convert(&mut bytes.clone(), Some(header), &recipe, &Cancel::default()).unwrap_err();
    assert_eq!(error.fields.path.as_deref(), Some("outputs[0].steps[1]"));
    assert_eq!(error.fields.op, Some("extract"));
}

/// What an operation may make of grey, and of pixels without alpha.
fn colouring(random: &mut Random, width: u32, height: u32) -> Value {
    let image = |w: u32, h: u32| json!({ "create": { "width": w, "height": h, "background": "#ff000080" } });
    match random.below(14) {
        0 => json!({ "op": "tint", "tint": "#ff8020" }),
        1 => json!({ "op": "composite", "images": [image(width.div_ceil(2), height.div_ceil(3))] }),
        2 => json!({ "op": "extend", "all": random.below(9), "background": "#ff000080" }),
        3 => json!({ "op": "ensureAlpha" }),
        4 => json!({ "op": "unflatten" }),
        5 => json!({ "op": "toColourspace", "space": "rgb16" }),
        6 => json!({ "op": "shadow", "blur": 3, "left": 4, "top": 4 }),
        7 => json!({ "op": "radius", "radii": 9 }),
        8 => json!({ "op": "border", "width": 5, "colour": "#3060c0" }),
        9 => json!({ "op": "vignette", "colour": "#102040" }),
        10 => {
            json!({ "op": "resize", "width": random.between(100, 400), "height": random.between(100, 300), "fit": "contain", "background": "#00ff0040" })
        }
        11 => json!({ "op": "rotate", "angle": 30, "background": "#00ff0040" }),
        12 => json!({ "op": "flatten", "background": "#f0c040" }),
        _ => json!({ "op": "resize", "width": random.between(50, 300) }),
    }
}

/// Tables and single rows are what a plan counts as [`pixmill_core::plan::OVERHEAD`], which would hide small images: here they are less.
#[test]
fn no_job_holds_more_than_its_plan_says() {
    let mut random = Random(0x1357_9bdf_2468_ace0);
    for round in 0..30u32 {
        let depth = if round % 4 == 0 { "ushort" } else { "uchar" };
        let (bytes, about) = photo(random.between(200, 360), random.between(150, 260), 1 + round % 4, depth);
        let (mut size, mut steps) =
            ((about["width"].as_u64().unwrap() as u32, about["height"].as_u64().unwrap() as u32), Vec::new());
        for _ in 0..random.between(1, 4) {
            let step = if random.below(3) == 0 {
                random.step(size.0, size.1)
            } else {
                colouring(&mut random, size.0, size.1)
            };
            let parsed = Recipe::parse(&json!({ "steps": [step.clone()] })).unwrap();
            size = parsed.steps[0].op.size(size.0, size.1).unwrap();
            steps.push(step);
        }
        let outputs = match random.below(3) {
            0 => json!([{ "format": "raw" }]),
            1 => {
                json!([{ "name": "one", "format": "raw" }, { "name": "other", "format": "raw", "steps": [{ "op": "tint", "tint": "#203040" }] }])
            }
            _ => json!([{ "format": "webp", "effort": 0 }]),
        };
        let values = Values::parse(raw::FIELDS, about.as_object().unwrap(), &[], "raw").unwrap();
        let header = raw::header(&values, bytes.len() as u64, "raw").unwrap();
        let recipe = Recipe::parse(&json!({ "steps": steps, "outputs": outputs })).unwrap();
        let done = convert(&mut bytes.clone(), Some(header), &recipe, &Cancel::default()).unwrap();
        let (held, planned) = (done.job.alloc.peak(), done.plan.peak - OVERHEAD + 131_072);
        assert!(held <= planned, "{held} of {planned}: {about} {steps:?} {outputs}");
    }
}

/// A part that is asked for first is all that these decoders give: the samples are those of the whole image's part, and it takes less memory.
#[test]
fn a_part_that_is_decoded_alone_is_that_of_the_whole() {
    let mut random = Random(0x0f1e_2d3c_4b5a_6978);
    let mut smaller = 0;
    for round in 0..160u32 {
        let depth = if round % 5 == 0 { "ushort" } else { "uchar" };
        let channels = 1 + round % 4;
        let (bytes, about) = photo(random.between(20, 220), random.between(20, 260), channels, depth);
        let output = match round % 8 {
            0 => json!({ "format": "raw" }),
            1 => json!({ "format": "png" }),
            2 | 3 => {
                let compression = ["none", "lzw", "deflate", "jpeg"][round as usize / 8 % 4];
                json!({ "format": "tiff", "compression": compression })
            }
            4 | 5 => {
                json!({ "format": "tiff", "tile": true, "tileWidth": 16 << random.below(3), "tileHeight": 16 << random.below(3), "compression": if round % 4 == 0 { "lzw" } else { "packbits" } })
            }
            6 => json!({ "format": "bmp" }),
            _ if channels % 2 == 0 => continue,
            _ => {
                json!({ "format": "jpeg", "progressive": round % 2 == 0, "chromaSubsampling": if round % 4 < 2 { "4:2:0" } else { "4:4:4" } })
            }
        };
        let file = run(&bytes, Some(&about), &[], &output);
        let raw = (round % 8 == 0).then_some(&about);
        let (width, height) = (file.width, file.height);
        let (w, h) = (random.between(1, width), random.between(1, height));
        let part = json!({ "op": "extract", "left": random.below(width - w + 1), "top": random.below(height - h + 1), "width": w, "height": h });
        let steps = [part.clone(), json!({ "op": "linear", "a": [1.2], "b": [-9] })];
        let alone = run(&file.bytes, raw, &steps, &json!({ "format": "raw" }));
        let whole = run(&file.bytes, raw, &[], &json!({ "format": "raw" }));
        let (plain, _) = one_by_one(whole.bytes.clone(), described(&whole), &steps);
        assert!(alone.bytes == plain, "{output} {part} of {width} x {height}");
        let peak = |steps: Value| {
            let header = raw.map(|about| {
                let values = Values::parse(raw::FIELDS, about.as_object().unwrap(), &[], "raw").unwrap();
                raw::header(&values, file.bytes.len() as u64, "raw").unwrap()
            });
            let recipe = Recipe::parse(&json!({ "steps": steps, "outputs": [{ "format": "raw" }] })).unwrap();
            let header = header.unwrap_or_else(|| probe(&file.bytes, &recipe.input.limits).unwrap());
            plan(header, &recipe).unwrap().peak
        };
        smaller += u32::from(peak(json!([part])) < peak(json!([])));
    }
    assert!(smaller > 70, "{smaller}");
}
