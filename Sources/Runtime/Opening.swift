import DataCube
import Formats
import Foundation

/// How a dataset is opened: the file, what the command line said about it, what was kept from before.
public struct Opening: Hashable, Sendable, Codable {
    /// The path as the user gave it.
    public var path: String
    /// Scan shape, dataset and raw layout as given on the command line.
    public var options: OpenOptions
    /// Calibration and orientation as given on the command line.
    public var settings: DatasetSettings

    public init(path: String, options: OpenOptions = OpenOptions(), settings: DatasetSettings = DatasetSettings()) {
        self.path = path
        self.options = options
        self.settings = settings
    }

    /// Where things about the dataset are kept.
    public var store: DatasetStore { DatasetStore(path: path) }

    /// Opens the file; what was kept with the dataset fills what the command line leaves open, and what the command
    /// line says is kept.
    ///
    /// - Parameter keeping: false keeps nothing: for a worker, which must not undo what the user settles meanwhile.
    /// - Throws: `FormatError` when file or settings cannot be read, or new settings cannot be kept.
    public func open(keeping: Bool = true) throws(FormatError) -> OpenedDataset {
        let store = store
        let kept = try store.settings() ?? DatasetSettings()
        var said = settings
        said.scan = options.scan ?? settings.scan
        let all = kept.overridden(by: said)
        var options = options
        options.scan = all.scan
        let cube = try all.applied(to: FormatCatalog.open(path: path, options: options))
        if keeping, all != kept { try store.file(all) }
        return OpenedDataset(cube: cube, settings: all, opening: self)
    }
}

/// An open dataset with everything that was said about it.
public struct OpenedDataset: Sendable {
    /// Oriented and calibrated.
    public var cube: DataCube
    public var settings: DatasetSettings
    public var opening: Opening

    /// Opens the same again from anywhere and at any time: the full path, and all settings as they are now.
    public var reopening: Opening {
        var full = opening
        full.path = URL(fileURLWithPath: opening.path).path
        full.settings = settings
        return full
    }
}
