import DataCube

/// What is to be done to every pattern between the file and everything else. Members that are nil were not said.
///
/// In this order: the dark frame and the offset are subtracted from the pattern as stored and the gain is divided out;
/// the pattern is laid as it is shown; descan is undone; the detector is cropped, then binned.
public struct Preparation: Hashable, Sendable, Codable {
    /// Path of a .npy file with what the detector reads without a beam, of its shape as stored; empty: none.
    public var dark: String?
    /// Stored units read where nothing arrives.
    public var offset: Double?
    /// Stored units per count; above 0.
    public var gain: Double?
    /// Move each pattern by whole pixels so that the direct beam stays in its place.
    public var aligns: Bool?
    /// The part of the detector kept, on the pattern as shown.
    public var crop: DetectorCrop?
    /// So many pixels each way are summed into one.
    public var bin: Int?

    public init(
        dark: String? = nil, offset: Double? = nil, gain: Double? = nil, aligns: Bool? = nil,
        crop: DetectorCrop? = nil, bin: Int? = nil
    ) {
        self.dark = dark
        self.offset = offset
        self.gain = gain
        self.aligns = aligns
        self.crop = crop
        self.bin = bin
    }

    /// This preparation with everything that `other` says taken from it.
    public func overridden(by other: Preparation) -> Preparation {
        Preparation(
            dark: other.dark ?? dark, offset: other.offset ?? offset, gain: other.gain ?? gain,
            aligns: other.aligns ?? aligns, crop: other.crop ?? crop, bin: other.bin ?? bin)
    }

    /// Only what changes something; nil when nothing does.
    public var settled: Preparation? {
        let result = Preparation(
            dark: dark == "" ? nil : dark, offset: offset == 0 ? nil : offset, gain: gain == 1 ? nil : gain,
            aligns: aligns == false ? nil : aligns, crop: crop == .whole ? nil : crop, bin: bin == 1 ? nil : bin)
        return result == Preparation() ? nil : result
    }

    /// With everything said, so that nothing can be filled in from elsewhere.
    public var complete: Preparation {
        Preparation(dark: "", offset: 0, gain: 1, aligns: false, crop: .whole, bin: 1).overridden(by: self)
    }

    /// Each step as a sentence, in the order in which it is done.
    public var sentences: [String] {
        guard let settled else { return [] }
        return [
            settled.dark.map { "dark frame \($0) subtracted" },
            settled.offset.map { "offset \(Self.spelling(number: $0)) subtracted" },
            settled.gain.map { "divided by a gain of \(Self.spelling(number: $0))" },
            settled.aligns.map { _ in "patterns moved so that the direct beam stays in its place" },
            settled.crop.map { "detector cropped to \($0.spelling) (rows, columns)" },
            settled.bin.map { "\($0) x \($0) pixels summed into one" },
        ].compactMap { $0 }
    }

    /// The words of a command line that say it.
    public var flags: String {
        guard let settled else { return "" }
        return [
            settled.dark.map {
                "--dark '" + $0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
            },
            settled.offset.map { "--offset \(Self.spelling(number: $0))" },
            settled.gain.map { "--gain \(Self.spelling(number: $0))" }, settled.aligns.map { _ in "--align" },
            settled.crop.map { "--crop \($0.spelling)" }, settled.bin.map { "--bin \($0)" },
        ].compactMap { $0 }.joined(separator: " ")
    }
}

/// A rectangle of detector pixels: rows and columns, first and last included; all where nil.
public struct DetectorCrop: Hashable, Sendable, Codable {
    public var rows: ClosedRange<Int>?
    public var columns: ClosedRange<Int>?

    public init(rows: ClosedRange<Int>? = nil, columns: ClosedRange<Int>? = nil) {
        self.rows = rows
        self.columns = columns
    }

    /// The whole detector.
    public static let whole = DetectorCrop()
}

extension DetectorCrop {
    /// `20...107,all`: rows, columns.
    public var spelling: String {
        func side(_ range: ClosedRange<Int>?) -> String {
            range.map { "\($0.lowerBound)...\($0.upperBound)" } ?? "all"
        }
        return "\(side(rows)),\(side(columns))"
    }

    /// From `20...107,16...111`; either side, or the whole, may be `all`.
    public init(spelling: String) throws(SpellingError) {
        func side(_ text: Substring) throws(SpellingError) -> ClosedRange<Int>? {
            let word = text.filter { !$0.isWhitespace }
            if word == "all" { return nil }
            let numbers = word.split(whereSeparator: { ".-…".contains($0) }).map { Int($0) }
            guard numbers.count == 2, let low = numbers[0], let high = numbers[1], low <= high, !word.hasPrefix("-")
            else { throw SpellingError("'\(spelling)' is no crop; write rows,columns: 20...107,16...111, or all") }
            return low...high
        }
        let sides = spelling.split(separator: ",", omittingEmptySubsequences: false)
        switch sides.count {
        case 1 where spelling.filter({ !$0.isWhitespace }) == "all": self = .whole
        case 2: self.init(rows: try side(sides[0]), columns: try side(sides[1]))
        default: throw SpellingError("'\(spelling)' is no crop; write rows,columns: 20...107,16...111, or all")
        }
    }
}

extension Preparation {
    /// A number that is finite; above 0 where it must be.
    public static func number(_ text: String, positive: Bool = false) throws(SpellingError) -> Double {
        guard let value = Double(text), value.isFinite, abs(value) <= 1e12, !positive || value >= 1e-12 else {
            throw SpellingError("'\(text)' is no \(positive ? "number above 0" : "number")")
        }
        return value
    }

    /// How many pixels each way become one, from `2`.
    public static func bin(_ text: String) throws(SpellingError) -> Int {
        guard let bin = Int(text), (1...4096).contains(bin) else {
            throw SpellingError("'\(text)' is no binning; write 2 for 2 x 2 pixels")
        }
        return bin
    }

    /// Without a fraction where there is none.
    public static func spelling(number: Double) -> String {
        let text = String(number)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}

/// How far the direct beam wanders over the scan (descan), pixels.
public struct BeamWander: Hashable, Sendable, Codable {
    /// Root of the mean squared distance from its mean place.
    public var rms: Double
    /// The largest distance.
    public var largest: Double
    /// Positions at which no beam was found; their neighbours stand in.
    public var lostPositions: Int

    public init(rms: Double, largest: Double, lostPositions: Int) {
        self.rms = rms
        self.largest = largest
        self.lostPositions = lostPositions
    }
}
