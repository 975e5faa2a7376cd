import DataCube
import Foundation
import TestSupport
import Testing

@Suite struct MappedFileTests {
    @Test func mapsTheBytesAsTheyAre() throws {
        let directory = try TemporaryDirectory()
        let bytes = (0..<10_000).map { UInt8($0 % 251) }
        let file = try MappedFile(path: directory.write(bytes, to: "data"))
        #expect(file.count == 10_000)
        #expect(withExtendedLifetime(file) { Array(file.bytes) } == bytes)
        #expect(!file.hasFaulted)
    }

    @Test func whatCannotBeMappedSaysWhy() throws {
        let directory = try TemporaryDirectory()
        let empty = try directory.write([UInt8](), to: "empty")
        #expect(throws: MappingError.empty(path: empty)) { try MappedFile(path: empty) }
        #expect(throws: MappingError.directory(path: directory.path)) { try MappedFile(path: directory.path) }
        #expect(throws: MappingError.cannotOpen(path: "/dev/null", reason: "it is not a regular file")) {
            try MappedFile(path: "/dev/null")
        }
        let pipe = directory.file("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        #expect(throws: MappingError.cannotOpen(path: pipe, reason: "it is not a regular file")) {
            try MappedFile(path: pipe)
        }
        let absent = directory.file("absent")
        #expect(throws: MappingError.cannotOpen(path: absent, reason: "No such file or directory")) {
            try MappedFile(path: absent)
        }
    }

    @Test func aFileThatShrinksWhileMappedThrowsAndDoesNotCrash() throws {
        let directory = try TemporaryDirectory()
        let frame = 64 * 64
        let path = try directory.write([UInt8](repeating: 7, count: 16 * frame), to: "data")
        let file = try MappedFile(path: path)
        let layout = try #require(
            FrameLayout.contiguous(
                scan: ScanShape(rows: 4, columns: 4), detector: DetectorShape(rows: 64, columns: 64),
                elementType: .uint8, byteOrder: .little, offset: 0))
        let cube = DataCube(
            scan: layout.scan, source: try #require(MappedSource(file: file, layout: layout)))
        #expect(try cube.pattern(at: ScanPosition(row: 3, column: 3)).values.allSatisfy { $0 == 7 })
        #expect(truncate(path, 5 * frame) == 0)
        #expect(try cube.pattern(at: ScanPosition(row: 0, column: 0)).values.allSatisfy { $0 == 7 })
        #expect(throws: CubeError.fileChanged(path: path)) { try cube.pattern(at: ScanPosition(row: 3, column: 3)) }
        #expect(file.hasFaulted)
        // Another map of what is left is not concerned.
        #expect(try !MappedFile(path: path).hasFaulted)
    }

    @Test func manyMapsComeAndGo() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([1, 2, 3], to: "data")
        // More than may be open at once.
        for _ in 0..<600 {
            let file = try MappedFile(path: path)
            #expect(withExtendedLifetime(file) { file.bytes[2] } == 3)
        }
    }
}
