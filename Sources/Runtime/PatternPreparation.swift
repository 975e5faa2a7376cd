import DataCube
import Engine
import Formats
import Foundation
import Questions

/// A dataset with its patterns prepared as its settings say.
struct PatternPreparation {
    let cube: DataCube
    let steps: PatternSteps?
    let track: BeamTrack?

    /// - Parameters:
    ///   - stored: shaped, laid and calibrated.
    ///   - path: the data file, for messages.
    ///   - earlier: see `Opening.open`.
    /// - Throws: `FormatError` for a dark frame that cannot be read or is of another shape, a crop or bin that does not
    ///   fit, a beam that cannot be followed.
    init(
        _ settings: DatasetSettings, of stored: DataCube, path: String, after earlier: OpenedDataset?
    ) throws(FormatError) {
        guard let preparation = settings.preparation?.settled else {
            cube = stored
            steps = nil
            track = nil
            return
        }
        var steps = PatternSteps(on: stored.detector)
        if let dark = preparation.dark {
            steps.dark = try Self.dark(
                dark, detector: stored.detector, laid: settings.orientation?.pattern ?? .identity)
        }
        steps.offset = preparation.offset ?? 0
        steps.gain = preparation.gain ?? 1
        var track: BeamTrack?
        if preparation.aligns == true {
            track =
                if let earlier, earlier.settings.sameTrack(as: settings), let known = earlier.track {
                    known
                } else {
                    try Self.track(stored.prepared(steps), path: path)
                }
            steps.shifts = track?.shifts
        }
        func kept(_ asked: ClosedRange<Int>?, _ count: Int, _ side: String) throws(FormatError) -> Range<Int> {
            guard let asked else { return 0..<count }
            guard asked.lowerBound >= 0, asked.upperBound < count else {
                throw FormatError(
                    .doesNotFit, path: path,
                    what: "a crop to \(side) \(asked.lowerBound)...\(asked.upperBound) goes beyond the detector",
                    remedy: "Its \(side) are 0...\(count - 1); --crop all keeps the whole detector")
            }
            return Range(asked)
        }
        steps.rows = try kept(preparation.crop?.rows, stored.detector.rows, "rows")
        steps.columns = try kept(preparation.crop?.columns, stored.detector.columns, "columns")
        steps.bin = preparation.bin ?? 1
        guard steps.bin >= 1, steps.bin <= min(steps.rows.count, steps.columns.count) else {
            throw FormatError(
                .doesNotFit, path: path,
                what: "\(steps.bin) x \(steps.bin) pixels do not fit into \(steps.rows.count) x \(steps.columns.count)",
                remedy: "Give --bin a smaller number; --bin 1 sums nothing")
        }
        var cube = stored.prepared(steps)
        cube.origin.preparation = preparation.sentences
        if let wander = track?.wander { cube.origin.preparation += [wander.sentence] }
        self.cube = cube
        self.steps = steps
        self.track = track
    }

    /// A dark frame, laid like the patterns.
    private static func dark(
        _ path: String, detector: DetectorShape, laid plane: PlaneOrientation
    ) throws(FormatError) -> [Float] {
        let array = try NumpyArray(readingFrom: path)
        // The inverse shape: a transposition changes it back.
        let stored = plane.shape(rows: detector.rows, columns: detector.columns)
        guard
            array.shape.drop(while: { $0 == 1 }).elementsEqual([stored.rows, stored.columns].drop(while: { $0 == 1 })),
            let values = array.floats, values.count == detector.count
        else {
            throw FormatError(
                .doesNotFit, path: path, what: "the dark frame's shape is \(array.shape)",
                remedy: "It must be that of a pattern as stored, \(stored.rows) x \(stored.columns) numbers")
        }
        guard values.allSatisfy(\.isFinite) else {
            throw FormatError(
                .doesNotFit, path: path, what: "the dark frame holds values that are not finite",
                remedy: "Replace them by numbers")
        }
        return (0..<detector.count).map { pixel in
            values[
                plane.storedIndex(
                    row: pixel / detector.columns, column: pixel % detector.columns, rows: stored.rows,
                    columns: stored.columns)]
        }
    }

    private static func track(_ cube: DataCube, path: String) throws(FormatError) -> BeamTrack {
        do throws(EngineError) {
            return try trackBeam(on: cube, cancellation: Cancellation(), threads: Threads.available)
        } catch {
            if case .cube(let failure) = error { throw FormatError(failure, path: path) }
            var reason = error.description
            if reason.hasSuffix(".") { reason.removeLast() }
            throw FormatError(.doesNotFit, path: path, what: "the patterns cannot be aligned", remedy: reason)
        }
    }
}

extension DatasetSettings {
    /// True when the beam is where it was: what is done before it is looked for is the same.
    fileprivate func sameTrack(as other: DatasetSettings) -> Bool {
        func before(_ settings: DatasetSettings) -> Preparation? {
            var preparation = settings.preparation
            preparation?.crop = nil
            preparation?.bin = nil
            return preparation
        }
        return scan == other.scan && orientation == other.orientation && before(self) == before(other)
    }
}

extension BeamWander {
    /// As shown: how far the beam wandered before the patterns were aligned.
    public var sentence: String {
        func short(_ value: Double) -> String { String(format: "%.2f", value) }
        let lost = lostPositions > 0 ? "; not found at \(lostPositions) positions" : ""
        return "the beam wandered by \(short(rms)) pixels rms, \(short(largest)) at most\(lost)"
    }
}
