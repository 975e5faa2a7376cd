import Formats
import Foundation
import TestSupport
import Testing

@Suite struct ProvenanceTests {
    private func digest(_ bytes: [UInt8], in directory: TemporaryDirectory) throws -> String? {
        let provenance = Provenance(
            version: "1", input: try directory.write(bytes, to: "data"), command: "", created: 0)
        #expect(provenance.inputBytes == bytes.count)
        return provenance.inputSHA256
    }

    @Test func theDigestIsOfTheFirstAndLastMiB() throws {
        let directory = try TemporaryDirectory()
        // FIPS 180-4's own examples.
        #expect(
            try digest(Array("abc".utf8), in: directory)
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            try digest([UInt8](repeating: 0x61, count: 1_000_000), in: directory)
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        var bytes = [UInt8](repeating: 7, count: 3 << 20)
        let whole = try digest(bytes, in: directory)
        bytes[3 << 19] = 8
        #expect(try digest(bytes, in: directory) == whole)
        bytes[(1 << 20) - 1] = 8
        let other = try digest(bytes, in: directory)
        #expect(other != whole)
        bytes[2 << 20] = 8
        #expect(try digest(bytes, in: directory) != other)
        // What lies in both parts counts once.
        let short = [UInt8](repeating: 7, count: (1 << 20) + 5)
        #expect(try digest(short, in: directory) != digest(short + [7], in: directory))
    }

    @Test func whatCannotBeReadHasNoDigest() throws {
        let directory = try TemporaryDirectory()
        for path in [directory.path, directory.file("absent"), try directory.write([], to: "empty")] {
            let provenance = Provenance(version: "1", input: path, command: "", created: 0)
            #expect(provenance.inputSHA256 == nil)
            #expect(provenance.inputBytes == 0)
        }
    }

    @Test func itsJSONIsPlainASCIIAndReadsBack() throws {
        var provenance = Provenance(
            version: "1", input: "Ångström 𝒌.npy", dataset: "/a/b", command: "braggart 'ü \"x\"'", created: 5)
        provenance.seed = .max
        provenance.mask = "disk(1,2,3)"
        #expect(provenance.json.unicodeScalars.allSatisfy { $0.isASCII && $0.value >= 0x20 })
        #expect(try JSONDecoder().decode(Provenance.self, from: Data(provenance.json.utf8)) == provenance)
    }
}
