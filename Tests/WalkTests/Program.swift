import DataCube
import Formats
import Foundation
import TestSupport
import Testing

/// The program with a small dataset, in a directory that goes away.
struct Program {
    let directory: TemporaryDirectory
    let cube: SmallCube
    private let program: BuiltProgram

    /// Writes the cube as `small.npy`.
    init(_ cube: SmallCube = .scattered) throws {
        directory = try TemporaryDirectory()
        program = try BuiltProgram()
        self.cube = cube
        _ = try directory.write(cube.npy, to: "small.npy")
    }

    /// Runs a verb to its end; `words` are separated by blanks, a word in single quotes may hold some.
    /// - Parameters:
    ///   - wrapper: a command that is given the program and its words as arguments.
    ///   - meanwhile: called with the process id while it runs.
    @discardableResult
    func run(
        _ words: String, wrappedBy wrapper: [String] = [], environment: [String: String] = [:],
        meanwhile: (pid_t) -> Void = { _ in }
    ) throws -> ChildProcess.Outcome {
        let parts = words.split(separator: "'", omittingEmptySubsequences: false)
        let arguments = parts.enumerated().flatMap { index, part in
            index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
        return try program.run(
            arguments, wrappedBy: wrapper, in: directory, environment: environment, meanwhile: meanwhile)
    }

    /// Runs a verb that must succeed without a word on standard error.
    @discardableResult
    func succeed(_ words: String) throws -> ChildProcess.Outcome {
        let outcome = try run(words)
        #expect(outcome.status == 0 && outcome.standardError.isEmpty, "\(words): \(outcome)")
        return outcome
    }

    /// A .npy file that a verb wrote.
    func array(_ name: String) throws -> NumpyArray { try NumpyArray(readingFrom: directory.file(name)) }

    /// A .npz file that a verb wrote.
    func archive(_ name: String) throws -> NumpyArchive { try NumpyArchive(readingFrom: directory.file(name)) }

    /// A file's bytes.
    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: directory.file(name))) }
}
