import Foundation
import Questions
import Runtime
import TestSupport
import Testing

@Suite struct JournalTests {
    static let entries: [JournalEntry] = [
        .queued(1_700_000_000.25),
        .event(
            .began(
                Exclusions(
                    keptPixels: 1, allPixels: 2, hotPixels: 3, deadPixels: 4, nonFinitePixels: 5, keptPositions: 6,
                    allPositions: 7, nonFinitePositions: 8))),
        .event(.bounds([12.25, 1.0 / 3, 4e-300])),
        .event(.bounds([])),
        .event(.iteration(k: 12, restart: 0, iteration: 99, meanSquareError: 0.1 + 0.2)),
        .event(
            .finishedRun(k: 3, RunSummary(restart: 19, meanSquareError: 7.5e-9, iterations: 100, stop: .iterationLimit))
        ),
        .event(
            .finishedRun(k: 2, RunSummary(restart: 1, meanSquareError: 1e22, iterations: 7, stop: .converged))),
        .event(.finished(k: 15, seconds: 0.0625)),
        .ended(.finished),
        .ended(.cancelled),
        .ended(.failed("the disk is full; see /var/log: 100 %")),
    ]

    @Test(arguments: entries) func everyEntryReadsBackFromItsLine(_ entry: JournalEntry) {
        #expect(!entry.line.contains("\n"))
        #expect(JournalEntry(line: entry.line[...]) == entry)
    }

    @Test(
        arguments: [
            ("", nil), ("end finished\n", .ended(.finished)), ("end finished", nil),
            ("k 2 1.5\nend finished\n", .ended(.finished)),
            ("end finished\nqueued 12.5\n", .queued(12.5)), ("end finished\nk 2 1", nil),
            ("end cancelled\n", .ended(.cancelled)),
            (String(repeating: "x", count: 5000) + "\nend finished\n", .ended(.finished)),
            (String(repeating: "x", count: 5000) + " end finished\n", nil), ("\n", nil),
        ] as [(String, JournalEntry?)])
    func theLastEntryIsReadAlone(_ text: String, _ entry: JournalEntry?) throws {
        let directory = try TemporaryDirectory()
        #expect(JournalReader.last(of: try directory.write(text.utf8, to: "journal")) == entry)
        #expect(JournalReader.last(of: directory.file("none")) == nil)
    }

    @Test func aReasonOfSeveralLinesBecomesOne() {
        let line = JournalEntry.ended(.failed("first\nsecond\r\nthird")).line
        #expect(line == "end failed first second third")
    }

    @Test(arguments: [
        "", "  ", "began 1 2 3", "began 1 2 3 4 5 6 7 x", "bounds 1 two", "iteration 1 2 3", "iteration 1 2 3 4 5",
        "iteration a 2 3 0.5", "run 2 0 1.5 10", "run 2 0 1.5 10 bored", "k 2", "k two 1", "end", "end well",
        "iterat", "something else",
    ])
    func tornAndUnknownLinesAreNoEntries(_ line: String) {
        #expect(JournalEntry(line: line[...]) == nil)
    }

    @Test func whatIsWrittenIsReadOnce() throws {
        let directory = try TemporaryDirectory()
        let writer = try JournalWriter(path: directory.file("journal"))
        let reader = JournalReader(path: directory.file("journal"))
        #expect(reader.news().isEmpty)
        try writer.append(Array(Self.entries[..<4]))
        #expect(reader.news() == Array(Self.entries[..<4]))
        #expect(reader.news().isEmpty)
        try writer.append([])
        try writer.append(Array(Self.entries[4...]))
        #expect(reader.news() == Array(Self.entries[4...]))
    }

    @Test func aHalfLineIsLeftForLater() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("k 2 1.5\nk 3 0.2".utf8, to: "journal")
        let reader = JournalReader(path: path)
        #expect(reader.news() == [.event(.finished(k: 2, seconds: 1.5))])
        #expect(reader.news().isEmpty)
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data("5\nend finished\n".utf8))
        try file.close()
        #expect(reader.news() == [.event(.finished(k: 3, seconds: 0.25)), .ended(.finished)])
    }

    @Test func damagedLinesArePassedOver() throws {
        let directory = try TemporaryDirectory()
        let bytes: [UInt8] = Array("k 2 1\n".utf8) + [0xff, 0x00, 0xfe, 0x0a] + Array("garbage\n\nk 3 2\n".utf8)
        let reader = JournalReader(path: try directory.write(bytes, to: "journal"))
        #expect(reader.news() == [.event(.finished(k: 2, seconds: 1)), .event(.finished(k: 3, seconds: 2))])
    }

    @Test func aWriterThatComesAfterATornLineBeginsANewOne() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("k 2 1\niteration 3 0 1 0.".utf8, to: "journal")
        let reader = JournalReader(path: path)
        #expect(reader.news() == [.event(.finished(k: 2, seconds: 1))])
        try JournalWriter(path: path).append([.event(.bounds([1])), .ended(.finished)])
        #expect(reader.news() == [.event(.bounds([1])), .ended(.finished)])
        #expect(JournalReader(path: path).news().count == 3)
    }

    @Test func aJournalThatCannotBeWrittenIsSaid() throws {
        let directory = try TemporaryDirectory()
        #expect {
            try JournalWriter(path: directory.file("absent/journal"))
        } throws: {
            "\($0)".contains("absent/journal") && "\($0)".contains("cannot be written")
        }
    }
}
