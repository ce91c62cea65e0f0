//! The file that tells a viewer of a pyramid.

use super::layout::{Grid, Layout};
use serde_json::json;

/// Its name and text; Google's has none.
pub fn of(grid: &Grid, levels: u32, tiles: u64, id: &str) -> Option<(String, String)> {
    let Grid { basename, size, overlap, suffix, full: (width, height), .. } = grid;
    match grid.layout {
        // Deep Zoom's schema of 2008.
        Layout::Dz => Some((
            format!("{basename}.dzi"),
            format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Image xmlns=\"http://schemas.microsoft.com/deepzoom/2008\" Format=\"{suffix}\" Overlap=\"{overlap}\" TileSize=\"{size}\">\n  <Size Width=\"{width}\" Height=\"{height}\"/>\n</Image>\n"
            ),
        )),
        Layout::Zoomify => Some((
            format!("{basename}/ImageProperties.xml"),
            format!(
                "<IMAGE_PROPERTIES WIDTH=\"{width}\" HEIGHT=\"{height}\" NUMTILES=\"{tiles}\" NUMIMAGES=\"1\" VERSION=\"1.8\" TILESIZE=\"{size}\" />\n"
            ),
        )),
        Layout::Iiif2 | Layout::Iiif3 => {
            Some((format!("{basename}/info.json"), information(grid, levels, id)))
        }
        Layout::Google => None,
    }
}

/// IIIF Image API 2.1, 5, and 3.0, 5: level 0, which is files alone.
fn information(grid: &Grid, levels: u32, id: &str) -> String {
    let Grid { basename, size, suffix, full: (width, height), .. } = grid;
    let id = format!("{id}/{basename}");
    let factors: Vec<u64> = (0..levels).map(|level| 1 << level).collect();
    let tiles = json!([{ "width": size, "scaleFactors": factors }]);
    let protocol = "http://iiif.io/api/image";
    let value = if grid.layout == Layout::Iiif3 {
        json!({
            "@context": "http://iiif.io/api/image/3/context.json",
            "id": id,
            "type": "ImageService3",
            "protocol": protocol,
            "profile": "level0",
            "width": width,
            "height": height,
            "tiles": tiles,
        })
    } else {
        let qualities = json!({ "formats": [suffix], "qualities": ["default"] });
        json!({
            "@context": "http://iiif.io/api/image/2/context.json",
            "@id": id,
            "protocol": protocol,
            "profile": ["http://iiif.io/api/image/2/level0.json", qualities],
            "width": width,
            "height": height,
            "tiles": tiles,
        })
    };
    format!("{value:#}\n")
}
