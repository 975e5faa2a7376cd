import Formats
import Foundation
import TestSupport
import Testing

/// What verbs write with -o, in every format that the extension may ask for.
@Suite struct ResultVerbTests {
    private static let verbs: [(words: String, kind: ResultKind)] = [
        ("virtual small.npy --detector 'annulus(8,9,3,7)'", .map),
        ("pattern small.npy --mean --region 'rectangle(2,3,2,2)'", .pattern),
        ("nmf small.npy --k 3 --restarts 2 --method hals --seed 5", .factors),
        ("pca small.npy --components 4 --mask 'disk(8,9,2)'", .factors),
        ("sweep small.npy --k 2...3 --restarts 2 --seed 3 --bin 2", .sweep),
        ("sweep small.npy --k 3 --restarts 2 --no-evidence", .factors),
    ]

    @Test(arguments: verbs.indices) func everyFormatIsWritten(_ index: Int) throws {
        let program = try Program(.planted)
        let (words, kind) = Self.verbs[index]
        for ending in WriterCatalog.extensions(of: kind) {
            let outcome = try program.run("\(words) -o out\(ending)")
            #expect(outcome.status == 0, "\(words) -o out\(ending): \(outcome)")
            let names = try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
            #expect(names.contains { $0.hasPrefix("out") && $0.hasSuffix(ending) }, "\(names)")
        }
    }

    /// The command line inside a file makes the same file, up to when it was made.
    @Test(arguments: verbs.indices) func theCommandInsideMakesItAgain(_ index: Int) throws {
        let program = try Program(.planted)
        let (words, _) = Self.verbs[index]
        _ = try program.run("\(words) -o out.npz")
        let first = try program.archive("out.npz")
        let provenance = try JSONDecoder().decode(
            Provenance.self, from: Data(#require(first["provenance"]?.text).utf8))
        #expect(provenance.command.hasPrefix("braggart "))
        #expect(provenance.inputSHA256?.count == 64)
        let again = try program.run(String(provenance.command.dropFirst(9)) + " --overwrite")
        #expect(again.status == 0, "\(provenance.command): \(again)")
        let second = try program.archive("out.npz")
        for (name, array) in first.arrays where name != "provenance" {
            // NaN is not equal to itself, its bytes are.
            #expect(second[name]?.npyBytes == array.npyBytes, "\(name)")
        }
    }

    @Test(arguments: [
        ("virtual small.npy --detector 'disk(8,9,3)' -o out.csv", ".npy, .npz, .hspy, .emd, .tif, .png"),
        ("sweep small.npy --k 2...3 -o out.png", "several k"), ("nmf small.npy --k 2 -o out.npy", ".npz"),
        ("pca small.npy -o out.jpeg", "nothing is written as .jpeg"),
    ])
    func whatAFormatCannotHoldIsRefusedBeforeAnyWork(_ words: String, _ said: String) throws {
        let program = try Program(.planted)
        let outcome = try program.run(words)
        #expect(outcome.status == 1)
        #expect(outcome.standardError.contains(said), "\(outcome)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: program.directory.path) == ["small.npy"])
    }

    @Test func aStackThatIsThereIsNotReplaced() throws {
        let program = try Program(.planted)
        _ = try program.directory.write("precious".utf8, to: "out-distributions.tif")
        let outcome = try program.run("nmf small.npy --k 2 --restarts 1 -o out.tif")
        #expect(outcome.status == 1 && outcome.standardError.contains("out-distributions.tif"))
        #expect(try program.bytes("out-distributions.tif") == Data("precious".utf8))
        #expect(!FileManager.default.fileExists(atPath: program.directory.file("out-components.tif")))
    }

    @Test(arguments: WriterCatalog.extensions(of: .pattern)) func aFullDiskIsSaidAndLeavesNothing(_ ending: String)
        throws
    {
        let program = try Program(.planted)
        let outcome = try program.run(
            "pattern small.npy --mean -o out\(ending)", wrappedBy: ["sh", "-c", "ulimit -f 1; exec \"$0\" \"$@\""])
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.standardError.contains("out\(ending)"), "\(outcome)")
        let left = try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
        #expect(!left.contains { $0.contains("out") }, "\(left)")
    }
}
