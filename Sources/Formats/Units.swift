/// Units of axes as microscopes and programs spell them.
enum Units {
    /// Nanometres in one of the unit; nil where it is no length.
    static func nanometres(_ spelling: String) -> Double? { lengths[plain(spelling)] }

    /// 1/nm in one of the unit; nil where it is no reciprocal length.
    static func perNanometre(_ spelling: String) -> Double? {
        let unit = plain(spelling)
        for prefix in ["1/", "/"] where unit.hasPrefix(prefix) {
            return lengths[String(unit.dropFirst(prefix.count))].map { 1 / $0 }
        }
        for suffix in ["^-1", "^{-1}", "-1", "⁻¹"] where unit.hasSuffix(suffix) {
            return lengths[String(unit.dropLast(suffix.count))].map { 1 / $0 }
        }
        return nil
    }

    /// Milliradians in one of the unit; nil where it is no angle.
    static func milliradians(_ spelling: String) -> Double? {
        switch plain(spelling) {
        case "mrad", "mrads", "milliradian", "milliradians": 1
        case "rad", "radian", "radians": 1000
        case "µrad", "urad": 0.001
        case "deg", "°", "degree", "degrees": Double.pi / 180 * 1000
        default: nil
        }
    }

    private static let lengths: [String: Double] = [
        "pm": 0.001, "a": 0.1, "å": 0.1, "ang": 0.1, "angstrom": 0.1, "angstroms": 0.1, "ångström": 0.1, "nm": 1,
        "nanometer": 1, "nanometers": 1, "nanometre": 1, "nanometres": 1, "um": 1000, "µm": 1000, "micron": 1000,
        "microns": 1000, "micrometer": 1000, "micrometre": 1000, "mm": 1e6, "m": 1e9, "meter": 1e9,
        "meters": 1e9, "metre": 1e9, "metres": 1e9,
    ]

    /// Without white space, brackets and underscores ([n_m^-1] of the first EMD files), one spelling for each sign.
    private static func plain(_ spelling: String) -> String {
        var text = ""
        for scalar in spelling.unicodeScalars {
            switch scalar {
            case " ", "\t", "\n", "\0", "[", "]", "(", ")", "_", "$", "\\": continue
            case "\u{212B}", "\u{C5}": text.unicodeScalars.append("å")
            case "\u{3BC}": text.unicodeScalars.append("\u{B5}")
            case "\u{2212}": text.unicodeScalars.append("-")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text.lowercased()
    }
}
