import Glibc
import Screen

/// A colour in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020), where distances are about
/// what the eye sees: 1 is from black to white.
struct OKLab {
    let lightness, a, b: Double

    init(_ color: RGB) { self.init(linear: color.linear) }

    /// - Parameter linear: red, green and blue, 0…1, proportional to light.
    init(linear: [Double]) {
        func mixed(_ red: Double, _ green: Double, _ blue: Double) -> Double {
            cbrt(red * linear[0] + green * linear[1] + blue * linear[2])
        }
        let long = mixed(0.4122214708, 0.5363325363, 0.0514459929)
        let medium = mixed(0.2119034982, 0.6806995451, 0.1073969566)
        let short = mixed(0.0883024619, 0.2817188376, 0.6299787005)
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    }

    var chroma: Double { (a * a + b * b).squareRoot() }

    func distance(to other: OKLab) -> Double {
        let (dl, da, db) = (lightness - other.lightness, a - other.a, b - other.b)
        return (dl * dl + da * da + db * db).squareRoot()
    }
}

/// What a colour looks like to eyes without one kind of cones (G. M. Machado, M. M. Oliveira and L. A. F. Fernandes,
/// IEEE Trans. Vis. Comput. Graph. 15 (2009) 1291, severity 1).
enum ColorVision: CaseIterable {
    case usual, withoutRed, withoutGreen

    func seen(_ color: RGB) -> RGB {
        let matrix: [[Double]] =
            switch self {
            case .usual: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
            case .withoutRed:
                [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
            case .withoutGreen:
                [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
            }
        let bytes = matrix.map { row in
            let light = max(0, min(1, zip(row, color.linear).reduce(0) { $0 + $1.0 * $1.1 }))
            let value = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
            return UInt8((value * 255).rounded())
        }
        return RGB(red: bytes[0], green: bytes[1], blue: bytes[2])
    }
}

extension RGB {
    /// Proportional to light (IEC 61966-2-1).
    fileprivate var linear: [Double] {
        [red, green, blue].map { byte in
            let value = Double(byte) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
    }
}
