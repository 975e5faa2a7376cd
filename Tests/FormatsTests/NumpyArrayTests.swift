import DataCube
import Formats
import Foundation
import TestSupport
import Testing

@Suite struct NumpyArrayTests {
    private static let arrays: [(name: String, array: NumpyArray)] = [
        ("f4", NumpyArray(shape: [2, 3], elements: .float32([1, -2.5, .infinity, 0, 1e-30, 3.25]))),
        ("f8", NumpyArray([0.1, -1e300, 5])),
        ("u1", NumpyArray(shape: [1, 1, 4], elements: .uint8([0, 1, 254, 255]))),
        ("u2", NumpyArray(shape: [2], elements: .uint16([513, 65535]))),
        ("i4", NumpyArray(shape: [2], elements: .int32([.min, .max]))),
        ("i8", NumpyArray(shape: [], elements: .int64([.min]))),
        ("b1", NumpyArray(shape: [3], elements: .bool([true, false, true]))),
        ("text", NumpyArray("Ångström 4D \u{1F52C}")), ("nothing", NumpyArray("")),
        ("empty", NumpyArray(shape: [0, 5], elements: .float64([]))),
    ]

    @Test func headersAreNumPys() throws {
        let bytes = NumpyArray(shape: [2], elements: .uint16([513, 65535])).npyBytes
        let text = "{'descr': '<u2', 'fortran_order': False, 'shape': (2,), }"
        let header = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(text.utf8)
        #expect(bytes.count == 128 + 4)
        #expect(bytes.starts(with: header))
        #expect(bytes[header.count..<127].allSatisfy { $0 == 0x20 })
        #expect(bytes[127...] == [0x0A, 1, 2, 255, 255])
        #expect(
            String(decoding: NumpyArray("ab").npyBytes, as: UTF8.self).contains(
                "'<U2', 'fortran_order': False, 'shape': ()"))
    }

    @Test func everyKindReadsBackAsWritten() throws {
        let directory = try TemporaryDirectory()
        for (name, array) in Self.arrays {
            let path = directory.file(name + ".npy")
            try array.write(to: path)
            #expect(try NumpyArray(readingFrom: path) == array, "\(name)")
            #expect(try fileBytes(path) == array.npyBytes)
        }
        let map = ScanMap(shape: ScanShape(rows: 1, columns: 2), values: [.nan, 2])
        let read = try NumpyArray(npyBytes: NumpyArray(map).npyBytes, name: "map")
        #expect(read.shape == [1, 2])
        #expect(read.floats?.first?.isNaN == true && read.floats?.last == 2)
    }

    @Test func otherOrdersReadAsTheirValues() throws {
        let fortran = try NumpyArray(npyBytes: Samples.npy([2, 3, 4], .uint16, .big, fortran: true), name: "x")
        #expect(fortran.shape == [2, 3, 4])
        #expect(fortran.elements == .uint16((0..<24).map { UInt16(Samples.element($0)) }))
        let double = try NumpyArray(npyBytes: Samples.npy([4], .float64, .big), name: "x")
        #expect(double.doubles == (0..<4).map { Double(Samples.element($0, .float64)) })
    }

    @Test func damagedArraysAreRefused() throws {
        let bytes = Self.arrays[0].array.npyBytes
        for length in 0..<bytes.count {
            #expect(throws: FormatError.self) { try NumpyArray(npyBytes: Array(bytes[..<length]), name: "x") }
        }
        for (shape, descr) in [
            ([1 << 40, 1 << 40], "<f4"), ([1 << 61], "<f8"), ([2], "<U3"), ([2], "<c8"), ([2], "<i2"),
        ] {
            var header = Samples.npy([0], .uint8, descr: descr)
            let text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(shape), }"
                .replacingOccurrences(of: "[", with: "(").replacingOccurrences(of: "]", with: ",)")
            header = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
            #expect(throws: FormatError.self) { try NumpyArray(npyBytes: header + [0, 0, 0, 0], name: "x") }
        }
    }

    @Test func archivesReadBackAsWrittenAndAreReproducible() throws {
        let directory = try TemporaryDirectory()
        var archive = NumpyArchive()
        for (name, array) in Self.arrays { archive[name] = array }
        try archive.write(to: directory.file("a.npz"))
        try archive.write(to: directory.file("b.npz"))
        #expect(try NumpyArchive(readingFrom: directory.file("a.npz")) == archive)
        #expect(try fileBytes(directory.file("a.npz")) == fileBytes(directory.file("b.npz")))
        archive["f8"] = nil
        archive["u2"] = NumpyArray([1])
        try archive.write(to: directory.file("a.npz"), overwrite: true)
        let read = try NumpyArchive(readingFrom: directory.file("a.npz"))
        #expect(read == archive)
        #expect(read.arrays.map(\.name) == ["f4", "u1", "u2", "i4", "i8", "b1", "text", "nothing", "empty"])
        try NumpyArchive().write(to: directory.file("none.npz"))
        #expect(try NumpyArchive(readingFrom: directory.file("none.npz")) == NumpyArchive())
    }

    @Test func damagedArchivesAreRefused() throws {
        let directory = try TemporaryDirectory()
        var archive = NumpyArchive()
        archive["a"] = NumpyArray([1, 2, 3])
        try archive.write(to: directory.file("a.npz"))
        let whole = try fileBytes(directory.file("a.npz"))
        for length in stride(from: 0, to: whole.count, by: 7) {
            let path = try directory.write(whole[..<length], to: "part.npz")
            #expect(throws: FormatError.self) { try NumpyArchive(readingFrom: path) }
        }
        var flipped = whole
        // Within the stored numbers: the checksum must notice.
        flipped[180] ^= 0x40
        let path = try directory.write(flipped, to: "flipped.npz")
        #expect(throws: FormatError.self) { try NumpyArchive(readingFrom: path) }
    }

    @Test func nothingIsReplacedUnlessAsked() throws {
        let directory = try TemporaryDirectory()
        let first = NumpyArray([1])
        let second = NumpyArray([2])
        for (name, write) in [
            (
                "a.npy",
                { (array: NumpyArray, path: String, overwrite: Bool) throws(FormatError) in
                    try array.write(to: path, overwrite: overwrite)
                }
            ),
            (
                "a.npz",
                { (array: NumpyArray, path: String, overwrite: Bool) throws(FormatError) in
                    var archive = NumpyArchive()
                    archive["a"] = array
                    try archive.write(to: path, overwrite: overwrite)
                }
            ),
        ] {
            let path = directory.file(name)
            try write(first, path, false)
            let before = try fileBytes(path)
            let error = failure { () throws(FormatError) in try write(second, path, false) }
            #expect(error?.kind == .exists)
            #expect(error?.description.contains("--overwrite") == true)
            #expect(try fileBytes(path) == before)
            try write(second, path, true)
            #expect(try fileBytes(path) != before)
        }
        let nowhere = failure { () throws(FormatError) in try first.write(to: directory.file("no/such/a.npy")) }
        #expect(nowhere?.kind == .cannotWrite)
        let onDirectory = failure { () throws(FormatError) in
            try first.write(to: directory.path, overwrite: true)
        }
        #expect(onDirectory?.kind == .cannotWrite)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == ["a.npy", "a.npz"])
    }
}
