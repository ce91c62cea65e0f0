//! Mirrors the image top to bottom, in place.

use super::auto_orient::AutoOrient;
use super::{Op, OpRow};
use crate::error::Result;
use crate::spec::{Default as D, Field, Type, Values};

pub const ROW: OpRow = OpRow {
    name: "flip",
    aliases: &[],
    fields: &[Field::new("flip", Type::Boolean, D::Bool(true), "", "false leaves the image as it is")],
    positional: &["flip"],
    doc: "Mirrors the image vertically: what was at the top is at the bottom.",
    build,
};

fn build(values: &Values, _path: &str) -> Result<Box<dyn Op>> {
    Ok(Box::new(AutoOrient { orientation: if values.bool("flip") { 4 } else { 1 } }))
}

#[cfg(test)]
mod tests {
    use super::ROW;
    use crate::ops::testing::{apply, bytes, grey};
    use serde_json::json;

    #[test]
    fn rows_change_places_and_twice_is_nothing() {
        let image = grey(3, &[1, 2, 3, 4, 5, 6]);
        let mirrored = apply(&ROW, json!({}), image.clone());
        assert_eq!(bytes(&mirrored), [4, 5, 6, 1, 2, 3]);
        assert_eq!(apply(&ROW, json!({}), mirrored), image);
        assert_eq!(apply(&ROW, json!({ "flip": false }), image.clone()), image);
    }

    #[test]
    fn every_size_layout_and_depth_comes_back() {
        crate::ops::testing::each(|image| {
            let once = apply(&ROW, json!({}), image.clone());
            assert_eq!(apply(&ROW, json!({}), once), image);
        });
    }
}
