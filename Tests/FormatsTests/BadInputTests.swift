import DataCube
import Formats
import Foundation
import TestSupport
import Testing

func fileBytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

@Suite struct BadInputTests {
    private func kind(_ path: String) -> FormatError.Kind? {
        failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }?.kind
    }

    @Test func whatIsNoDataFileIsToldApart() throws {
        let directory = try TemporaryDirectory()
        #expect(kind(directory.path) == .directory)
        #expect(kind(directory.file("absent")) == .cannotOpen)
        #expect(kind("/dev/null") == .cannotOpen)
        #expect(try kind(directory.write([UInt8](), to: "empty")) == .empty)
        #expect(try kind(directory.write(Array("a,b,c\n1,2,3\n".utf8), to: "table.csv")) == .unrecognised)
        #expect(try kind(directory.write([0], to: "one")) == .unrecognised)
        #expect(try kind(directory.write(Array("PK\u{3}\u{4}rest".utf8), to: "array.npz")) == .unsupported)
    }

    @Test func whatANamePromisesAndTheFileDoesNotHoldIsSaid() throws {
        let directory = try TemporaryDirectory()
        let content = Array("no data at all".utf8)
        for (name, words) in [
            ("scan.MIB", "its name says Merlin mib, but a file of that format begins with MQ1,"),
            ("scan.blo", "begins with IMGBLO"), ("scan.dm4", "3 or 4"), ("scan.raw", "of no format that is known"),
            ("scan", "of no format that is known"),
        ] {
            let path = try directory.write(content, to: name)
            let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
            #expect(error?.kind == .unrecognised)
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }

    @Test func aStrangersFormatIsNamed() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], to: "map.npy")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
        #expect(error?.kind == .unsupported)
        #expect(error?.description.contains("PNG") == true)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything")) func aForbiddenFileSaysSo() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Samples.npy([2, 2]), to: "data.npy")
        #expect(chmod(path, 0) == 0)
        #expect(kind(path) == .cannotOpen)
    }
}
