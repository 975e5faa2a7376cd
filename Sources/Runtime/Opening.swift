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
    ///   - before: what was kept with the dataset; as its store has it where nil.
    ///   - keeping: false keeps nothing: for a worker, which must not undo what the user settles meanwhile.
    ///   - earlier: the same file as it was opened before; where the beam was is not looked for again if nothing
    ///     changed that it depends on.
    /// - Throws: `FormatError` when file or settings cannot be read, or the patterns cannot be prepared as was said. That
    ///   new settings cannot be kept is said in what is opened.
    /// - Complexity: O(1) in the data; with alignment, one reading of the part of the patterns around the beam.
    public func open(
        before: DatasetSettings? = nil, keeping: Bool = true, after earlier: OpenedDataset? = nil
    ) throws(FormatError) -> OpenedDataset {
        let store = store
        let filed = try store.settings() ?? DatasetSettings()
        let kept = before ?? filed
        var said = settings
        said.raw = options.raw ?? settings.raw
        said.scan = options.scan ?? settings.scan
        said.skippedFrames = options.skippedFrames ?? settings.skippedFrames
        said.flyback = options.flyback ?? settings.flyback
        said.dataset = options.dataset ?? settings.dataset
        said.order = options.order ?? settings.order
        let all = kept.holding(for: said).overridden(by: said)
        let opened = try FormatCatalog.open(path: path, options: options.filled(from: all))
        let stored = all.applied(to: opened)
        let prepared = try PatternPreparation(all, of: stored, path: path, after: earlier)
        var result = OpenedDataset(
            cube: prepared.cube, stored: opened, settings: all, opening: self, steps: prepared.steps,
            track: prepared.track)
        if keeping, all != filed {
            do { try store.file(all) } catch { result.unkept = "What was said is not kept: \(error)" }
        }
        return result
    }
}

extension Opening {
    /// Opens the file like `open`; where several datasets could be meant and none was named, the likeliest one that can be
    /// opened, of which nothing is kept.
    public func openLikeliest() throws(FormatError) -> OpenedDataset {
        do throws(FormatError) { return try open() } catch {
            guard case .ambiguous(let names) = error.kind else { throw error }
            for name in names {
                var opening = self
                opening.options.dataset = name
                guard var opened = try? opening.open(keeping: false) else { continue }
                opened.isProvisional = true
                return opened
            }
            throw error
        }
    }
}

/// An open dataset with everything that was said about it.
public struct OpenedDataset: Sendable {
    /// Oriented, calibrated and prepared.
    public var cube: DataCube
    /// As the file has it.
    public var stored: DataCube
    public var settings: DatasetSettings
    public var opening: Opening
    /// Several datasets of the file could be meant and none was named: the user should choose.
    public var isProvisional = false
    /// Why what was said about the dataset will not be remembered; nil where it will.
    public var unkept: String?
    /// What was done to the patterns; nil: nothing.
    public var steps: PatternSteps?
    /// Where the beam was before the patterns were aligned; nil where they were not.
    public var track: BeamTrack?

    /// Opens the same again from anywhere and at any time: the full path, and all settings as they are now.
    public var reopening: Opening {
        var full = opening
        full.path = URL(fileURLWithPath: opening.path).path
        full.options = OpenOptions()
        full.settings = settings
        full.settings.scan = stored.origin.scan?.layout.shape ?? stored.scan
        full.settings.dataset = settings.dataset ?? stored.origin.dataset
        full.settings.order = settings.order ?? stored.origin.order
        full.settings.preparation = (settings.preparation ?? Preparation()).complete
        return full
    }

    /// True when a run computed on these data: the same dataset, order and scan, its patterns prepared in the same way.
    /// What a record of earlier days does not say is taken to be the same.
    func isSame(as record: RunRecord) -> Bool {
        let other = record.opening.settings
        let mine = reopening.settings
        func agrees<Value: Equatable>(_ said: Value?, _ is: Value?) -> Bool { said == nil || said == `is` }
        return other.preparation?.settled == mine.preparation?.settled && agrees(other.raw, mine.raw)
            && agrees(other.scan, mine.scan)
            && (other.skippedFrames ?? 0) == (mine.skippedFrames ?? 0) && (other.flyback ?? 0) == (mine.flyback ?? 0)
            && agrees(other.dataset, mine.dataset) && agrees(other.order, mine.order)
    }

    /// The words of a command line that open the file the same way again whatever is kept with it by then, except
    /// calibration and orientation.
    public var openingFlags: String {
        [opening.options.filled(from: settings).flags, settings.preparation?.flags ?? ""].filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// All patterns of the file as one row in its order, those included that the scan leaves out; laid and prepared as
    /// they are shown, except that none is moved.
    public var frames: DataCube {
        let laid = stored.frames.oriented(Orientation(pattern: settings.orientation?.pattern ?? .identity))
        guard var steps else { return laid }
        steps.shifts = nil
        return laid.prepared(steps)
    }
}
