import DataCube
import Engine
import Formats
import Foundation
import Questions

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
    /// - Parameters:
    ///   - keeping: false keeps nothing: for a worker, which must not undo what the user settles meanwhile.
    ///   - earlier: the same file as it was opened before; where the beam was is not looked for again if nothing
    ///     changed that it depends on.
    /// - Throws: `FormatError` when file or settings cannot be read, the patterns cannot be prepared as was said, or new
    ///   settings cannot be kept.
    /// - Complexity: O(1) in the data; with alignment, one reading of the part of the patterns around the beam.
    public func open(
        keeping: Bool = true, after earlier: OpenedDataset? = nil
    ) throws(FormatError) -> OpenedDataset {
        let store = store
        let kept = try store.settings() ?? DatasetSettings()
        var said = settings
        said.scan = options.scan ?? settings.scan
        let all = kept.overridden(by: said)
        var options = options
        options.scan = all.scan
        let stored = all.applied(to: try FormatCatalog.open(path: path, options: options))
        let prepared = try PatternPreparation(all, of: stored, path: path, after: earlier)
        if keeping, all != kept { try store.file(all) }
        return OpenedDataset(
            cube: prepared.cube, settings: all, opening: self, steps: prepared.steps, track: prepared.track)
    }
}

/// An open dataset with everything that was said about it.
public struct OpenedDataset: Sendable {
    /// Oriented, calibrated and prepared.
    public var cube: DataCube
    public var settings: DatasetSettings
    public var opening: Opening
    /// What was done to the patterns; nil: nothing.
    public var steps: PatternSteps?
    /// Where the beam was before the patterns were aligned; nil where they were not.
    public var track: BeamTrack?

    /// Opens the same again from anywhere and at any time: the full path, and all settings as they are now.
    public var reopening: Opening {
        var full = opening
        full.path = URL(fileURLWithPath: opening.path).path
        full.settings = settings
        full.settings.preparation = (settings.preparation ?? Preparation()).complete
        return full
    }

    /// The words of a command line that prepare the patterns in the same way.
    public var preparationFlags: String { settings.preparation?.flags ?? "" }
}
