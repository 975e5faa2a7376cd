import DataCube
import Glibc
import PlainTOML
import Questions
import TOMLKit

/// What the user settled about a dataset beyond what its file says; kept in a small TOML file beside it.
public struct DatasetSettings: Codable, Hashable, Sendable {
    /// Members that are known override the file's. The centre counts on the pattern as shown, after `orientation`.
    /// Centre and pixel size are those of the whole detector, before it is cropped and binned.
    public var calibration: Calibration
    /// How scan and patterns are laid; as stored where nil.
    public var orientation: Orientation?
    /// How frames lie in a file without a header; as the file says where nil. Like the five after it, it counts when a file
    /// is opened.
    public var raw: RawLayout?
    /// The scan's shape; the file's, or the guess, where nil.
    public var scan: ScanShape?
    /// Frames before the first position's; none where nil.
    public var skippedFrames: Int?
    /// Frames behind each scan row, taken while the probe returned; none where nil.
    public var flyback: Int?
    /// Which dataset of a file that holds several; the only one where nil.
    public var dataset: String?
    /// Which numbers lie next to each other; as the file says or seems to where nil.
    public var order: StorageOrder?
    /// What is done to every pattern; nothing where nil.
    public var preparation: Preparation?

    public init(
        calibration: Calibration = Calibration(), orientation: Orientation? = nil, raw: RawLayout? = nil,
        scan: ScanShape? = nil, skippedFrames: Int? = nil, flyback: Int? = nil, dataset: String? = nil,
        order: StorageOrder? = nil, preparation: Preparation? = nil
    ) {
        self.calibration = calibration
        self.orientation = orientation
        self.raw = raw
        self.scan = scan
        self.skippedFrames = skippedFrames
        self.flyback = flyback
        self.dataset = dataset
        self.order = order
        self.preparation = preparation
    }

    /// True when nothing was settled.
    public var isEmpty: Bool { self == DatasetSettings() }

    /// These settings with everything that `other` settles taken from it.
    public func overridden(by other: DatasetSettings) -> DatasetSettings {
        DatasetSettings(
            calibration: calibration.overridden(by: other.calibration),
            orientation: other.orientation ?? orientation, raw: other.raw ?? raw, scan: other.scan ?? scan,
            skippedFrames: other.skippedFrames ?? skippedFrames, flyback: other.flyback ?? flyback,
            dataset: other.dataset ?? dataset, order: other.order ?? order,
            preparation: (preparation ?? Preparation()).overridden(by: other.preparation ?? Preparation()).settled)
    }

    /// What of these settings still holds when another dataset of the file is asked for, or another layout of a file without
    /// a header: nothing but the voltage; when another order is asked for, nothing about the scan.
    public func holding(for other: DatasetSettings) -> DatasetSettings {
        func isOther<Value: Equatable>(_ asked: Value?, _ kept: Value?) -> Bool {
            asked != nil && kept != nil && asked != kept
        }
        if isOther(other.dataset, dataset) || isOther(other.raw, raw) {
            return DatasetSettings(calibration: Calibration(voltage: calibration.voltage))
        }
        guard let asked = other.order, asked != order else { return self }
        var settings = self
        (settings.scan, settings.skippedFrames, settings.flyback) = (nil, nil, nil)
        return settings
    }

    /// The dataset, opened with these settings' scan, with both planes laid, then the calibration overridden; its patterns
    /// as they are stored. O(1) in the data.
    public func applied(to cube: DataCube) -> DataCube {
        var result = orientation.map(cube.oriented) ?? cube
        result.calibration = result.calibration.overridden(by: calibration)
        return result
    }
}

extension DatasetSettings {
    /// The settings file's text: each setting as the command line spells it.
    public var toml: String {
        var lines = ["# braggart: what was settled about the data file beside this one."]
        func line(_ key: Key, _ spelling: String?) {
            if let spelling { lines.append("\(key.rawValue) = \"\(spelling)\"") }
        }
        line(.raw, raw.map(\.spelling))
        line(.scan, scan.map(CalibrationSpelling.spelling(scanShape:)))
        line(.skippedFrames, skippedFrames.map { "\($0)" })
        line(.flyback, flyback.map { "\($0)" })
        line(.dataset, dataset.map(Self.escaped))
        line(.order, order?.rawValue)
        line(.scanStep, calibration.scanStep.map(CalibrationSpelling.spelling(scanStep:)))
        line(.pixelSize, calibration.pixelSize.map(CalibrationSpelling.spelling(pixelSize:)))
        line(.voltage, calibration.voltage.map(CalibrationSpelling.spelling(voltage:)))
        line(.center, calibration.center.map(CalibrationSpelling.spelling(center:)))
        line(.scanOrientation, (orientation?.scan).map(CalibrationSpelling.spelling(plane:)))
        line(.patternOrientation, (orientation?.pattern).map(CalibrationSpelling.spelling(plane:)))
        line(.dark, (preparation?.dark).map(Self.escaped))
        line(.offset, (preparation?.offset).map(Preparation.spelling(number:)))
        line(.gain, (preparation?.gain).map(Preparation.spelling(number:)))
        line(.align, (preparation?.aligns).map { $0 ? "yes" : "no" })
        line(.crop, (preparation?.crop).map(\.spelling))
        line(.bin, (preparation?.bin).map { "\($0)" })
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text inside a TOML string.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private enum Key: String, CaseIterable {
        case raw, scan
        case skippedFrames = "skip-frames"
        case flyback, dataset, order
        case scanStep = "scan-step"
        case pixelSize = "pixel-size"
        case voltage
        case center
        case scanOrientation = "scan-orientation"
        case patternOrientation = "pattern-orientation"
        case dark, offset, gain, align, crop, bin
    }

    /// The newest version of the settings file that this program knows; a file that says none has it.
    static let newest = 1

    /// The version that a settings file says.
    /// - Throws: `FormatError` when it cannot be read.
    static func version(of path: String) throws(FormatError) -> Int { version(of: try table(from: path)) }

    private static func version(of table: TOMLTable) -> Int { table["version"]?.int ?? newest }

    /// Reads a settings file. What this program does not know is passed over in one of a newer version.
    /// - Throws: `FormatError` that names the line or the key.
    public static func read(from path: String) throws(FormatError) -> DatasetSettings {
        let table = try table(from: path)
        let isNewer = version(of: table) > newest
        var settings = DatasetSettings()
        for (name, value) in table where name != "version" {
            guard let key = Key(rawValue: name) else {
                if isNewer { continue }
                let known = Key.allCases.map(\.rawValue).joined(separator: ", ")
                throw malformed(path, name, "is no setting; there are \(known)")
            }
            do throws(SpellingError) {
                guard let text = value.string else { throw SpellingError("needs a text in quotes") }
                try settings.set(key, text)
            } catch {
                if !isNewer { throw malformed(path, name, error.description) }
            }
        }
        return settings
    }

    private static func table(from path: String) throws(FormatError) -> TOMLTable {
        let bytes = try FileBytes(path: path)
        guard bytes.count <= 1 << 20 else {
            throw malformed(path, nil, "is too large to be a settings file (\(bytes.count) bytes)")
        }
        let text = String(decoding: try bytes.prefix(bytes.count), as: UTF8.self)
        do {
            return try TOMLTable(plain: text)
        } catch {
            throw malformed(path, error.line.map { "line \($0)" }, error.reason)
        }
    }

    private mutating func set(_ key: Key, _ text: String) throws(SpellingError) {
        switch key {
        case .raw: raw = try RawLayout(spelling: text)
        case .scan: scan = try CalibrationSpelling.scanShape(text)
        case .skippedFrames: skippedFrames = try CalibrationSpelling.frameCount(text)
        case .flyback: flyback = try CalibrationSpelling.frameCount(text)
        case .dataset: dataset = text
        case .order: order = try CalibrationSpelling.order(text)
        case .scanStep: calibration.scanStep = try CalibrationSpelling.scanStep(text)
        case .pixelSize: calibration.pixelSize = try CalibrationSpelling.pixelSize(text)
        case .voltage: calibration.voltage = try CalibrationSpelling.voltage(text)
        case .center: calibration.center = try CalibrationSpelling.center(text)
        case .scanOrientation:
            orientation = Orientation(
                scan: try CalibrationSpelling.plane(text), pattern: orientation?.pattern ?? .identity)
        case .patternOrientation:
            orientation = Orientation(
                scan: orientation?.scan ?? .identity, pattern: try CalibrationSpelling.plane(text))
        case .dark: prepare { $0.dark = text }
        case .offset:
            let offset = try Preparation.number(text)
            prepare { $0.offset = offset }
        case .gain:
            let gain = try Preparation.number(text, positive: true)
            prepare { $0.gain = gain }
        case .align:
            guard ["yes", "no"].contains(text) else { throw SpellingError("'\(text)' is neither yes nor no") }
            prepare { $0.aligns = text == "yes" }
        case .crop:
            let crop = try DetectorCrop(spelling: text)
            prepare { $0.crop = crop }
        case .bin:
            let bin = try Preparation.bin(text)
            prepare { $0.bin = bin }
        }
    }

    private mutating func prepare(_ change: (inout Preparation) -> Void) {
        var changed = preparation ?? Preparation()
        change(&changed)
        preparation = changed
    }

    /// Writes the settings file, whole or not at all, replacing an older one.
    public func write(to path: String) throws(FormatError) {
        try AtomicFile.write(toml.utf8, to: path, overwrite: true)
    }

    private static func malformed(_ path: String, _ place: String?, _ what: String) -> FormatError {
        FormatError(
            .malformed, path: path, place: place, what: what, remedy: "Correct the file, or remove it to begin anew")
    }
}
