import Formats
import Interface
import Screen

extension ResultFile {
    /// Says what it looks like; drawn only where a format asks for it.
    public mutating func show(_ pictures: [ShownPicture], theme: Theme) {
        guard !pictures.isEmpty else { return }
        picture = {
            let raster = PictureSheet(pictures, theme: theme).raster
            return RGBPicture(rows: raster.rows, columns: raster.columns, bytes: raster.bytes)
        }
    }
}
