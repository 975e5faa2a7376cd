import Glibc
import Screen

/// CIE L*a*b* written down once more from the standards (IEC 61966-2-1, CIE 15), as an oracle.
struct ReferenceLab {
    let lightness: Double
    let a: Double
    let b: Double

    init(_ color: RGB) {
        let linear = [color.red, color.green, color.blue].map { byte -> Double in
            let share = Double(byte) / 255
            return share > 0.04045 ? pow((share + 0.055) / 1.055, 2.4) : share / 12.92
        }
        let matrix = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
        let white = [0.95047, 1, 1.08883]
        let f = zip(matrix, white).map { row, white -> Double in
            let t = zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 } / white
            return t > pow(6.0 / 29, 3) ? pow(t, 1.0 / 3) : t / (3 * pow(6.0 / 29, 2)) + 4.0 / 29
        }
        lightness = 116 * f[1] - 16
        a = 500 * (f[0] - f[1])
        b = 200 * (f[1] - f[2])
    }

    func distance(to other: ReferenceLab) -> Double {
        pow(lightness - other.lightness, 2) + pow(a - other.a, 2) + pow(b - other.b, 2)
    }
}
