//! Pixels to operations, chosen in the order of the specification's reference: run, index, difference, luma, colour.

use super::{DIFF, END, INDEX, LONGEST_RUN, LUMA, RGB, RGBA, RUN, START, Seen};
use crate::codecs::qoi::probe::{HEADER, MAGIC};
use crate::codecs::{Encoder, still};
use crate::error::Result;
use crate::job::Job;
use crate::pixels::Frame;
use crate::spec::Values;

pub fn begin(_options: &Values, _job: &mut Job) -> Result<Box<dyn Encoder>> {
    Ok(still::encoder(encode))
}

fn encode(frame: Frame, job: &mut Job) -> Result<Vec<u8>> {
    let samples = still::eight_bit(&frame, "qoi")?;
    let pixels = &frame.pixels;
    let channels = pixels.layout.channels();
    let width = pixels.width as usize;
    let mut writer = Writer { out: Vec::new(), seen: Seen::new(), last: START, run: 0 };
    still::room(&mut writer.out, HEADER, job)?;
    writer.out.extend(MAGIC);
    writer.out.extend(pixels.width.to_be_bytes());
    writer.out.extend(pixels.height.to_be_bytes());
    // The colour space is sRGB with linear alpha.
    writer.out.extend([channels as u8, 0]);
    for row in samples.chunks(pixels.stride) {
        job.check_cancel()?;
        // No pixel is longer than a byte and its samples; a run that ends comes before them.
        still::room(&mut writer.out, width * (channels + 1) + 1 + END.len(), job)?;
        for pixel in row.chunks_exact(channels).take(width) {
            match pixel {
                [r, g, b] => writer.pixel([*r, *g, *b, 255]),
                [r, g, b, a] => writer.pixel([*r, *g, *b, *a]),
                _ => {}
            }
        }
    }
    writer.end_run();
    writer.out.extend(END);
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
    seen: Seen,
    last: [u8; 4],
    run: usize,
}

impl Writer {
    fn pixel(&mut self, pixel: [u8; 4]) {
        if pixel == self.last {
            self.run += 1;
            if self.run == LONGEST_RUN {
                self.end_run();
            }
            return;
        }
        self.end_run();
        let place = Seen::place(pixel);
        if self.seen.at(place) == pixel {
            self.out.push(INDEX | place);
        } else {
            self.seen.put(pixel);
            self.colour(pixel);
        }
        self.last = pixel;
    }

    fn end_run(&mut self) {
        if self.run > 0 {
            // Stored with a bias of -1.
            self.out.push(RUN | (self.run - 1) as u8);
            self.run = 0;
        }
    }

    fn colour(&mut self, [r, g, b, a]: [u8; 4]) {
        let [r0, g0, b0, a0] = self.last;
        if a != a0 {
            self.out.extend([RGBA, r, g, b, a]);
            return;
        }
        let [dr, dg, db] = [r.wrapping_sub(r0), g.wrapping_sub(g0), b.wrapping_sub(b0)];
        // With a bias of 2.
        let small = [dr, dg, db].map(|d| d.wrapping_add(2));
        if let [dr @ 0..=3, dg @ 0..=3, db @ 0..=3] = small {
            self.out.push(DIFF | dr << 4 | dg << 2 | db);
            return;
        }
        // With a bias of 32 for green, 8 for what red and blue differ from it.
        let luma =
            [dg.wrapping_add(32), dr.wrapping_sub(dg).wrapping_add(8), db.wrapping_sub(dg).wrapping_add(8)];
        if let [green @ 0..=63, red @ 0..=15, blue @ 0..=15] = luma {
            self.out.extend([LUMA | green, red << 4 | blue]);
            return;
        }
        self.out.extend([RGB, r, g, b]);
    }
}
