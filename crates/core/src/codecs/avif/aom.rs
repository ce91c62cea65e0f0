//! libaom: planes to the AV1 data of one still, on one thread, so that every backend writes the same bytes.

use crate::error::{Code, Error, Result};
use crate::job::Job;
use libaom_sys as aom;
use std::ffi::{CStr, c_int, c_uint};
use std::mem::MaybeUninit;
use std::{ptr, slice};

/// Which planes there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Mono,
    /// 4:4:4.
    Full,
    /// 4:2:0.
    Halved,
}

/// How planes become colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matrix {
    Bt601,
    /// Planes of green, blue and red.
    Rgb,
    /// Planes that are no colours.
    None,
}

impl Matrix {
    /// Primaries, transfer and matrix of ITU-T H.273: sRGB's, or unspecified.
    pub const fn code_points(self) -> [u8; 3] {
        match self {
            Self::Bt601 => [1, 13, 6],
            Self::Rgb => [1, 13, 0],
            Self::None => [2, 2, 2],
        }
    }
}

/// Planes of one still; a sample of more than 8 bits has two bytes.
pub struct Planes {
    pub width: u32,
    pub height: u32,
    pub bits: u8,
    pub shape: Shape,
    pub bytes: Vec<Vec<u8>>,
}

impl Planes {
    pub fn new((width, height): (u32, u32), bits: u8, shape: Shape, job: &mut Job) -> Result<Self> {
        let mut this = Self { width, height, bits, shape, bytes: Vec::new() };
        for plane in 0..if shape == Shape::Mono { 1 } else { 3 } {
            let rows = if plane > 0 && shape == Shape::Halved { height.div_ceil(2) } else { height };
            let len = this.stride(plane).checked_mul(rows as usize);
            let len = len.ok_or_else(|| no_memory(job))?;
            this.bytes.push(job.alloc.zeroed(len)?);
        }
        Ok(this)
    }

    /// Bytes of a plane's row.
    pub fn stride(&self, plane: usize) -> usize {
        let width =
            if plane > 0 && self.shape == Shape::Halved { self.width.div_ceil(2) } else { self.width };
        width as usize * if self.bits > 8 { 2 } else { 1 }
    }

    pub fn held(&self) -> u64 {
        self.bytes.iter().map(|plane| plane.len() as u64).sum()
    }
}

/// What is sought at a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tune {
    /// The closest samples.
    Psnr,
    Ssim,
    /// Ssim with matrices, which libaom from 3.12 on names iq beside settings that this one lacks.
    Iq,
}

/// How a still is coded.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// libaom's own scale: 0 is slowest, 9 quickest.
    pub speed: u8,
    /// 0 is best, 63 smallest; `None` keeps every sample.
    pub quantizer: Option<u8>,
    pub matrix: Matrix,
    pub tune: Tune,
}

fn internal(reason: &str) -> Error {
    Error::new(Code::Panicked).format("avif").reason(reason)
}

fn no_memory(job: &Job) -> Error {
    Error::limit(Code::MemoryLimit, "more than the system has", job.limits.memory, "limits.memory")
        .format("avif")
}

/// An encoder that is destroyed exactly once.
struct Encoder(aom::aom_codec_ctx_t);

impl Drop for Encoder {
    fn drop(&mut self) {
        // SAFETY: initialised by aom_codec_enc_init_ver, whose success alone makes this value.
        unsafe { aom::aom_codec_destroy(&raw mut self.0) };
    }
}

fn check(status: aom::aom_codec_err_t, what: &str, job: &Job) -> Result<()> {
    match status {
        aom::AOM_CODEC_OK => Ok(()),
        aom::AOM_CODEC_MEM_ERROR => Err(no_memory(job)),
        other => Err(internal(&format!("libaom: {what}: status {other}"))),
    }
}

fn config(planes: &Planes, job: &Job) -> Result<aom::aom_codec_enc_cfg_t> {
    let mut config = MaybeUninit::<aom::aom_codec_enc_cfg_t>::zeroed();
    // SAFETY: the interface is static; the call fills the configuration, for which zeros are valid too.
    let mut config = unsafe {
        let usage = aom::AOM_USAGE_ALL_INTRA;
        let status = aom::aom_codec_enc_config_default(aom::aom_codec_av1_cx(), config.as_mut_ptr(), usage);
        check(status, "defaults", job)?;
        config.assume_init()
    };
    config.g_profile = c_uint::from(planes.shape == Shape::Full);
    config.g_bit_depth = aom::aom_bit_depth_t::from(planes.bits);
    config.g_input_bit_depth = c_uint::from(planes.bits);
    (config.g_w, config.g_h) = (planes.width, planes.height);
    // One frame, one thread: the bytes must not depend on the machine.
    (config.g_threads, config.g_limit, config.g_lag_in_frames) = (1, 1, 0);
    config.rc_end_usage = aom::AOM_Q;
    (config.rc_min_quantizer, config.rc_max_quantizer) = (0, 63);
    config.monochrome = c_uint::from(planes.shape == Shape::Mono);
    Ok(config)
}

impl Encoder {
    fn new(planes: &Planes, job: &Job) -> Result<Self> {
        let config = config(planes, job)?;
        let flags = if planes.bits > 8 { aom::AOM_CODEC_USE_HIGHBITDEPTH } else { 0 };
        let mut context = MaybeUninit::<aom::aom_codec_ctx_t>::zeroed();
        // SAFETY: the interface is static, the configuration outlives the call, and a context of zeros is what the call
        // fills; where it fails it leaves nothing to destroy.
        unsafe {
            let status = aom::aom_codec_enc_init_ver(
                context.as_mut_ptr(),
                aom::aom_codec_av1_cx(),
                &raw const config,
                flags as aom::aom_codec_flags_t,
                aom::AOM_ENCODER_ABI_VERSION as c_int,
            );
            check(status, "start", job)?;
            Ok(Self(context.assume_init()))
        }
    }

    fn set(&mut self, control: c_uint, value: c_int, job: &Job) -> Result<()> {
        // SAFETY: each control that is set here takes one int or unsigned int.
        let status = unsafe { aom::aom_codec_control(&raw mut self.0, control as c_int, value) };
        check(status, &format!("control {control}"), job)
    }

    fn configure(&mut self, settings: Settings, job: &Job) -> Result<()> {
        self.set(aom::AOME_SET_CPUUSED, c_int::from(settings.speed), job)?;
        self.set(aom::AV1E_SET_ROW_MT, 0, job)?;
        let [primaries, transfer, matrix] = settings.matrix.code_points();
        self.set(aom::AV1E_SET_COLOR_PRIMARIES, c_int::from(primaries), job)?;
        self.set(aom::AV1E_SET_TRANSFER_CHARACTERISTICS, c_int::from(transfer), job)?;
        self.set(aom::AV1E_SET_MATRIX_COEFFICIENTS, c_int::from(matrix), job)?;
        self.set(aom::AV1E_SET_COLOR_RANGE, aom::AOM_CR_FULL_RANGE as c_int, job)?;
        let Some(quantizer) = settings.quantizer else {
            return self.set(aom::AV1E_SET_LOSSLESS, 1, job);
        };
        self.set(aom::AOME_SET_CQ_LEVEL, c_int::from(quantizer), job)?;
        // Quantizer 0 is without loss but for the matrix, and damage beside another one of chroma.
        if settings.matrix == Matrix::None || quantizer == 0 {
            return Ok(());
        }
        if settings.tune == Tune::Psnr {
            return self.set(aom::AOME_SET_TUNING, aom::AOM_TUNE_PSNR as c_int, job);
        }
        // At an equal score a fifth smaller than without.
        self.set(aom::AOME_SET_TUNING, aom::AOM_TUNE_SSIM as c_int, job)?;
        self.set(aom::AV1E_SET_ENABLE_CHROMA_DELTAQ, 1, job)?;
        if settings.tune == Tune::Ssim {
            return Ok(());
        }
        self.set(aom::AV1E_SET_ENABLE_QM, 1, job)?;
        self.set(aom::AV1E_SET_QM_MIN, 2, job)?;
        self.set(aom::AV1E_SET_QM_MAX, 10, job)?;
        self.option(c"dist-metric", c"qm-psnr", job)
    }

    /// What no control sets.
    fn option(&mut self, name: &CStr, value: &CStr, job: &Job) -> Result<()> {
        // SAFETY: both are C strings that outlive the call.
        let status = unsafe { aom::aom_codec_set_option(&raw mut self.0, name.as_ptr(), value.as_ptr()) };
        check(status, "option", job)
    }

    /// Hands over the picture, or the end; all that comes of it goes to `out`.
    fn send(&mut self, image: Option<&aom::aom_image_t>, out: &mut Vec<u8>, job: &Job) -> Result<()> {
        let image = image.map_or(ptr::null(), ptr::from_ref);
        // SAFETY: null is the end; else `image` describes planes that outlive the call (see `encode`).
        let status = unsafe { aom::aom_codec_encode(&raw mut self.0, image, 0, 1, 0) };
        check(status, "encode", job)?;
        let mut state = ptr::null();
        loop {
            // SAFETY: the context is initialised; the iterator begins as null and is only handed back.
            let packet = unsafe { aom::aom_codec_get_cx_data(&raw mut self.0, &raw mut state) };
            // SAFETY: null or a packet that is valid until the next call of the encoder.
            let Some(packet) = (unsafe { packet.as_ref() }) else { return Ok(()) };
            if packet.kind != aom::AOM_CODEC_CX_FRAME_PKT {
                continue;
            }
            // SAFETY: the kind says which member of the union holds, and libaom gives `sz` bytes at `buf`.
            let data = unsafe {
                let frame = packet.data.frame;
                if frame.sz == 0 { &[] } else { slice::from_raw_parts(frame.buf.cast::<u8>(), frame.sz) }
            };
            out.try_reserve(data.len()).map_err(|_| no_memory(job))?;
            out.extend_from_slice(data);
        }
    }
}

/// The open bitstream units of one still.
pub fn encode(planes: &mut Planes, settings: Settings, job: &Job) -> Result<Vec<u8>> {
    let mut encoder = Encoder::new(planes, job)?;
    encoder.configure(settings, job)?;
    // SAFETY: zeros are valid for numbers, pointers and C's enums.
    let mut image = unsafe { MaybeUninit::<aom::aom_image_t>::zeroed().assume_init() };
    let halved = planes.shape != Shape::Full;
    image.fmt = match (halved, planes.bits > 8) {
        (true, false) => aom::AOM_IMG_FMT_I420,
        (true, true) => aom::AOM_IMG_FMT_I42016,
        (false, false) => aom::AOM_IMG_FMT_I444,
        (false, true) => aom::AOM_IMG_FMT_I44416,
    };
    (image.w, image.h, image.d_w, image.d_h) = (planes.width, planes.height, planes.width, planes.height);
    image.bit_depth = c_uint::from(planes.bits);
    (image.x_chroma_shift, image.y_chroma_shift) = (c_uint::from(halved), c_uint::from(halved));
    image.bps = if halved { 12 } else { 24 } << u32::from(planes.bits > 8);
    image.monochrome = c_int::from(planes.shape == Shape::Mono);
    image.range = aom::AOM_CR_FULL_RANGE;
    let strides = [planes.stride(0), planes.stride(1), planes.stride(2)];
    for ((plane, stride), (bytes, len)) in
        image.planes.iter_mut().zip(&mut image.stride).zip(planes.bytes.iter_mut().zip(strides))
    {
        // libaom reads rows of `stride` bytes, as many as `Planes::new` made.
        *plane = bytes.as_mut_ptr();
        *stride = c_int::try_from(len).map_err(|_| internal("a row of more than 2 GiB"))?;
    }
    let mut data = Vec::new();
    encoder.send(Some(&image), &mut data, job)?;
    encoder.send(None, &mut data, job)?;
    Ok(data)
}
