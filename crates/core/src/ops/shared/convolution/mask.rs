//! Symmetric masks: whole numbers, and real weights.

/// A symmetric mask of whole numbers, from the centre outwards, that never rise.
#[derive(Clone, Debug, PartialEq)]
pub struct Mask(pub(super) Vec<u16>);

impl Mask {
    /// libvips' whole Gaussian: as far as it reaches `least` of its height, `height` in the middle.
    pub fn gaussian(sigma: f64, least: f64, height: u16) -> Self {
        let values = gaussian(sigma, least).into_iter().map(|v| libm::rint(v * f64::from(height)) as u16);
        Self(
            values
                .enumerate()
                .take_while(|(at, value)| *at == 0 || *value > 0)
                .map(|(_, value)| value)
                .collect(),
        )
    }

    /// Equal weights in a window of this radius.
    pub fn even(radius: usize) -> Self {
        Self(vec![1; radius + 1])
    }

    /// How far it reaches from its middle.
    pub fn radius(&self) -> u32 {
        (self.0.len() - 1) as u32
    }

    /// Its weights as parts of their sum.
    pub fn real(&self) -> Vec<f32> {
        weights(&self.0.iter().map(|v| f64::from(*v)).collect::<Vec<_>>())
    }

    pub fn sum(&self) -> u32 {
        let [centre, sides @ ..] = self.0.as_slice() else { return 1 };
        u32::from(*centre) + 2 * sides.iter().map(|v| u32::from(*v)).sum::<u32>()
    }

    /// The radius and height of each box that the mask is a pile of.
    pub fn boxes(&self) -> Vec<(usize, u16)> {
        let next = self.0.iter().skip(1).chain(&[0]);
        self.0
            .iter()
            .zip(next)
            .map(|(v, next)| v - next)
            .enumerate()
            .filter(|(_, height)| *height > 0)
            .collect()
    }
}

/// The Gaussian's values from the centre outwards, the last at least `least` (libvips' rule).
pub fn gaussian(sigma: f64, least: f64) -> Vec<f64> {
    let value = |x: u32| libm::exp(-f64::from(x * x) / (2.0 * sigma * sigma));
    (0..8192).map(value).enumerate().take_while(|(x, v)| *x == 0 || *v >= least).map(|(_, v)| v).collect()
}

/// Real weights from the centre outwards, whose sum with both sides is 1.
pub fn weights(values: &[f64]) -> Vec<f32> {
    let sum = 2.0 * values.iter().sum::<f64>() - values.first().copied().unwrap_or_default();
    values.iter().map(|v| (v / sum) as f32).collect()
}
