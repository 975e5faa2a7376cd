import DataCube
import Foundation

/// A C-ordered little-endian .npy file, read whole: enough for the borrowed data.
struct NumpyFile {
    let shape: [Int]
    let values: [Double]

    init(path: String) throws {
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        let headerLength = Int(bytes[8]) + 256 * Int(bytes[9])
        let header = String(decoding: bytes[10..<10 + headerLength], as: UTF8.self)
        let inside = header.split(separator: "(")[1].split(separator: ")")[0]
        shape = inside.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
        let body = bytes[(10 + headerLength)...]
        values = body.withUnsafeBytes { raw in
            header.contains("<u2")
                ? raw.bindMemory(to: UInt16.self).map { Double($0) } : raw.bindMemory(to: Double.self).map { $0 }
        }
    }
}
