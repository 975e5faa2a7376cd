import Glibc

/// xterm's 256 colours, and the nearest of them to any colour.
public enum Palette {
    /// The 256 entries: 16 named, a 6 x 6 x 6 cube, 24 greys.
    public static let xterm: [RGB] = {
        let named: [(UInt8, UInt8, UInt8)] = [
            (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
            (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255),
            (0, 255, 255), (255, 255, 255),
        ]
        let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
        var entries = named.map { RGB(red: $0.0, green: $0.1, blue: $0.2) }
        for index in 0..<216 {
            entries.append(RGB(red: steps[index / 36], green: steps[index / 6 % 6], blue: steps[index % 6]))
        }
        for index in 0..<24 {
            let grey = UInt8(8 + 10 * index)
            entries.append(RGB(red: grey, green: grey, blue: grey))
        }
        return entries
    }()

    /// The entry nearest to a colour, of the 240 that users do not redefine (16…255), by distance in Lab.
    public static func nearest(to color: RGB) -> UInt8 {
        let lab = Lab(color)
        var best = 16
        var distance = Double.infinity
        for index in 16..<256 {
            let candidate = labs[index].distance(to: lab)
            if candidate < distance {
                distance = candidate
                best = index
            }
        }
        return UInt8(best)
    }

    /// The nearest of the first `count` named colours, 8 or 16.
    public static func nearestNamed(to color: RGB, of count: Int = 8) -> UInt8 {
        let lab = Lab(color)
        return UInt8((0..<count).min { labs[$0].distance(to: lab) < labs[$1].distance(to: lab) } ?? 7)
    }

    static let labs: [Lab] = xterm.map(Lab.init)
}

/// A colour in CIE L*a*b* (D65), where distance is about what the eye sees.
public struct Lab: Hashable, Sendable {
    /// Lightness 0…100.
    public let lightness: Double
    let a: Double
    let b: Double

    /// From sRGB, by IEC 61966-2-1 and CIE 1976.
    public init(_ color: RGB) {
        func linear(_ byte: UInt8) -> Double {
            let value = Double(byte) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        func curve(_ value: Double) -> Double {
            value > 216.0 / 24389 ? cbrt(value) : (24389.0 / 27 * value + 16) / 116
        }
        let (red, green, blue) = (linear(color.red), linear(color.green), linear(color.blue))
        let x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047)
        let y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue)
        let z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883)
        lightness = 116 * y - 16
        a = 500 * (x - y)
        b = 200 * (y - z)
    }

    /// Squared distance.
    func distance(to other: Lab) -> Double {
        let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
        return dl * dl + da * da + db * db
    }
}
