import DataCube
import Glibc
import Screen
import Session

/// Numbers and places as words.
enum Readout {
    /// A value with about four digits; whole numbers whole.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "masked" }
        if value == value.rounded(), abs(value) < 1e9 { return value.formatted(decimals: 0) }
        let text = value.formatted(significant: 4)
        guard text.contains("."), !text.contains("e") else { return text }
        return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
    }

    /// An MSE with six digits.
    static func error(_ value: Double) -> String { value.formatted(significant: 5) }

    /// Bytes in binary units: 313 MiB.
    static func bytes(_ count: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(count)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return "\(value.formatted(decimals: value >= 10 || unit == 0 ? 0 : 1)) \(units[unit])"
    }

    /// A duration: 4 s, 2 min 10 s, 1 h 5 min.
    static func duration(_ seconds: Double) -> String {
        let whole = Int(max(0, min(seconds, 1e9)).rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// A probe position, and its distances from the origin where the scan step is known.
    static func position(_ position: ScanPosition, _ dataset: Dataset) -> (place: String, lengths: String) {
        let place = "(\(position.row), \(position.column))"
        guard let step = dataset.calibration.scanStep else { return (place, "") }
        return (place, "\(number(Double(position.row) * step)), \(number(Double(position.column) * step)) nm")
    }

    /// A detector pixel relative to the beam, with |q|, d and angle where the detector is calibrated. Each takes as many
    /// columns wherever the pixel is; in the centre d is a dash and the angle is left out.
    static func reciprocal(_ pixel: DetectorPoint, from center: DetectorPoint?, _ dataset: Dataset) -> [String] {
        guard let center else { return [] }
        let radius = center.distance(to: pixel)
        let farthest = hypot(
            max(center.row, Double(dataset.detector.rows) - center.row),
            max(center.column, Double(dataset.detector.columns) - center.column))
        func length(_ perPixel: Double, decimals: Int) -> String {
            (radius * perPixel).formatted(decimals: decimals)
                .aligned(to: (farthest * perPixel).formatted(decimals: decimals).columnWidth)
        }
        var words: [String] = []
        if let step = dataset.calibration.reciprocalStep {
            words.append("q \(length(step, decimals: 2)) nm⁻¹")
            let q = radius * step
            words.append("d \((q > 0.005 ? distance(1 / q) : "–").aligned(to: 5)) nm")
        } else {
            words.append("r \(length(1, decimals: 1)) px")
        }
        if let angle = dataset.calibration.angleStep { words.append("\(length(angle, decimals: 1)) mrad") }
        let turn = atan2(center.row - pixel.row, pixel.column - center.column) * 180 / .pi
        words.append(radius >= 0.5 ? "∠ \(turn.formatted(decimals: 1).aligned(to: 6))°" : "".padded(to: 9))
        return words
    }

    /// A distance below 1000 in at most five columns.
    private static func distance(_ value: Double) -> String {
        value.formatted(decimals: value < 9.9995 ? 3 : value < 99.995 ? 2 : 1)
    }

    /// A text without as many of its last parts between dots as it takes to fit; the first one stays.
    static func parts(of text: String, width: Int) -> String {
        var shown = text
        while shown.columnWidth > width, let dot = shown.lastIndex(of: "·") {
            shown = String(shown[..<dot]).split(separator: " ").joined(separator: " ")
        }
        return shown
    }

    /// A name whose middle is left out where it has no room: both ends tell more.
    static func name(_ name: String, width: Int) -> String {
        guard name.columnWidth > width, width >= 8 else { return name }
        var end = ""
        for character in name.reversed() {
            guard (String(character) + end).columnWidth <= width * 2 / 5 else { break }
            end = String(character) + end
        }
        var start = ""
        for character in name {
            guard (start + String(character)).columnWidth + 1 + end.columnWidth <= width else { break }
            start.append(character)
        }
        return start + "…" + end
    }

    /// As many of the words as fit side by side.
    static func fitting(_ words: [String], width: Int) -> String {
        var text = ""
        for word in words {
            let longer = text.isEmpty ? word : text + "  " + word
            guard longer.columnWidth <= width else { break }
            text = longer
        }
        return text
    }

    /// How a picture is drawn: sqrt · 0.1 % clipped · max.
    static func display(_ display: Display) -> String {
        var words = [display.scale.rawValue]
        if display.clip > 0 { words.append("\(number(display.clip)) % clipped") }
        return words.joined(separator: " · ")
    }
}

extension String {
    /// At the left of so many columns, of which the rest is blank.
    func padded(to columns: Int) -> String { self + String(repeating: " ", count: max(0, columns - columnWidth)) }

    /// At the right of so many columns.
    func aligned(to columns: Int) -> String { String(repeating: " ", count: max(0, columns - columnWidth)) + self }
}
