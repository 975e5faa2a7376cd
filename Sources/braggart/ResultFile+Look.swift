import DataCube
import Formats
import Interface
import Runtime
import Session

extension ResultFile {
    /// Says what it looks like in the looks that the explorer begins with.
    mutating func show(_ pictures: (Look, Intent) -> [ShownPicture]) throws {
        let look = try Look()
        show(pictures(look, Intent(probe: ScanPosition(row: 0, column: 0))), theme: look.themes[0])
    }
}
