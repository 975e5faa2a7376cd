import DataCube
import Foundation
import TestSupport
import Testing

@Suite struct ResidencyTests {
    private static let count = 96 << 20

    /// Resident pages of the maps of a file, as the system counts them, kB.
    private func resident(_ path: String) throws -> Int {
        var isInside = false
        var total = 0
        for line in try String(contentsOfFile: "/proc/self/smaps", encoding: .utf8).split(separator: "\n") {
            if line.contains("-") && line.contains(":") && line.contains(" r") { isInside = line.hasSuffix(path) }
            guard isInside, line.hasPrefix("Rss:") else { continue }
            total += Int(line.split(separator: " ")[1]) ?? 0
        }
        return total
    }

    private func source(_ file: MappedFile) throws -> MappedSource {
        let detector = DetectorShape(rows: 64, columns: 64)
        let layout = try #require(
            FrameLayout.contiguous(
                scan: ScanShape(rows: 96, columns: Self.count / 96 / detector.count / 2), detector: detector,
                elementType: .uint16, byteOrder: .little, offset: 0))
        return try #require(MappedSource(file: file, layout: layout))
    }

    @Test("of a large file no more than was agreed stays mapped, whatever the order it is read in")
    func windowed() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("large")
        // A hole with a mark in each frame.
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: UInt64(Self.count))
        for frame in stride(from: 0, to: 12_288, by: 64) {
            try handle.seek(toOffset: UInt64(frame * 8192 + 10))
            try handle.write(contentsOf: Data([UInt8(frame / 64 % 251), 1]))
        }
        try handle.close()
        let limit = 32 << 20
        let file = try MappedFile(path: path, residentBytes: limit)
        let source = try source(file)
        let parts = try #require(source.parts)
        let whole = PixelSpans([0..<4096])
        for order in [Array(0..<12_288), Array((0..<12_288).reversed()), (0..<12_288).map { $0 * 7919 % 12_288 }] {
            var wrong = 0
            for frame in order {
                let expected = frame % 64 == 0 ? Double(frame / 64 % 251 + 256) : 0
                if parts.sum(whole, ofFrame: frame) != expected { wrong += 1 }
            }
            #expect(wrong == 0)
            let mapped = try #require(file.mappedBytes)
            #expect(mapped <= limit && mapped > 0)
            #expect(try resident(path) <= (limit + (16 << 20)) / 1024)
        }
        #expect(try MappedFile(path: path).mappedBytes == nil)
    }
}
