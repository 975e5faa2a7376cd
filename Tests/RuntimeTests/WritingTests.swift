import DataCube
import Formats
import Foundation
import Interface
import Runtime
import Screen
import Session
import TestSupport
import Testing

/// The explorer's key that writes what is shown.
@Suite struct WritingTests {
    private let directory: TemporaryDirectory
    private let explorer: Explorer

    init() throws {
        directory = try TemporaryDirectory()
        explorer = try Explorer(
            Opening(path: try directory.write(SmallCube.planted.npy, to: "small.npy")).open(), look: Look(),
            theme: "night", ability: ScreenAbility(), size: (40, 120),
            worker: WorkerProcess(executable: BuiltProgram().path))
        explorer.settle()
    }

    private func press(_ keys: String) throws {
        var moment = ContinuousClock.now
        for step in try KeyScript(keys).steps {
            moment += .seconds(1)
            for event in step { explorer.handle(event, at: moment) }
            explorer.settle()
        }
    }

    /// Writes under a name of so many letters fewer and other ones.
    private func write(_ name: String) throws {
        try press("w")
        guard case .prompt(let prompt)? = explorer.session.view.overlay else {
            Issue.record("w opened no prompt: \(String(describing: explorer.session.view.message))")
            return
        }
        #expect(prompt.text.hasPrefix(directory.path + "/small-"))
        let file = prompt.text.split(separator: "/").last ?? ""
        try press("Backspace*\(file.count) text:\(name) Enter")
    }

    private var message: String { explorer.session.view.message?.text ?? "" }

    @Test func theMapAndThePatternAreWrittenAsTheyAre() throws {
        let map = try #require(explorer.session.map)
        try write("map.npy")
        #expect(message == "written: \(directory.file("map.npy"))")
        #expect(try NumpyArray(readingFrom: directory.file("map.npy")).floats == map.values)
        try press("o")
        let pattern = try #require(explorer.session.pattern)
        for ending in explorer.session.endings[.pattern] ?? [] {
            try write("pattern\(ending)")
            #expect(message == "written: \(directory.file("pattern" + ending))")
        }
        #expect(try NumpyArchive(readingFrom: directory.file("pattern.npz"))["pattern"]?.floats == pattern.values)
    }

    @Test func aFileThatIsThereIsReplacedOnlyWhenTheUserSaysSo() throws {
        _ = try directory.write("precious".utf8, to: "map.npy")
        try write("map.npy")
        #expect(explorer.frame().text.contains("Enter replaces it"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.file("map.npy"))) == Data("precious".utf8))
        try press("Enter")
        #expect(message.hasPrefix("written: "))
        #expect(try NumpyArray(readingFrom: directory.file("map.npy")).shape == [6, 8])
    }

    @Test func whatCannotBeWrittenStaysInThePrompt() throws {
        for (name, said) in [("map.csv", "does not hold"), ("absent/map.tif", "No such file"), ("map.gif", ".gif")] {
            try write(name)
            guard case .prompt(let prompt)? = explorer.session.view.overlay else {
                Issue.record("\(name): the prompt is gone")
                continue
            }
            #expect(prompt.error?.contains(said) == true, "\(String(describing: prompt.error))")
            #expect(prompt.text.hasSuffix(name))
            try press("Escape")
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.path).allSatisfy { $0.hasPrefix("small") })
    }

    @Test func curvesAndComponentsOfASweepAreWritten() throws {
        try press("w")
        try press("Escape 2 w")
        #expect(message.contains("s starts one"))
        try press("s text:2 Down text:3 Down text:2 Enter")
        try write("curves.csv")
        let lines = try String(contentsOfFile: directory.file("curves.csv"), encoding: .utf8).split(separator: "\n")
        let names = try #require(lines.first { !$0.hasPrefix("#") }).split(separator: ",")
        #expect(names.starts(with: ["k", "minimum_mse"]) && names.contains("mse_2"))
        #expect(lines.suffix(2).map { $0.prefix(2) } == ["2,", "3,"])
        try press("3")
        let shown = try #require(explorer.session.shownDecomposition)
        for ending in explorer.session.endings[.components] ?? [] { try write("nmf\(ending)") }
        let archive = try NumpyArchive(readingFrom: directory.file("nmf.npz"))
        let components = shown.components.flatMap(\.values)
        #expect(archive["components"]?.floats.map { zip($0, components).allSatisfy { $0 == $1 || $0.isNaN } } == true)
        let provenance = try JSONDecoder().decode(
            Provenance.self, from: Data(#require(archive["provenance"]?.text).utf8))
        #expect(provenance.method == "als" && provenance.seed != nil && provenance.exchange == nil)
        #expect(provenance.command.contains("--k 2...3") && provenance.command.contains("nmf.npz"))
        #expect(FileManager.default.fileExists(atPath: directory.file("nmf-components.tif")))
        // What was moved by hand is said, because no command line does it.
        guard explorer.session.slider?.partner != nil else { return }
        try press("}")
        try write("moved.npz")
        let moved = try NumpyArchive(readingFrom: directory.file("moved.npz"))
        #expect(moved["components"]?.floats?.count == components.count)
        #expect(moved["provenance"]?.text?.contains("taken out of") == true)
    }
}
