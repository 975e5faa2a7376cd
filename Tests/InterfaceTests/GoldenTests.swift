import Foundation
import Interface
import Screen
import Session
import Testing

/// Whole screens as they were last looked at and found right. After a change that is meant, record them anew and look
/// at the difference: `BRAGGART_RECORD=1 swift test -c release --filter GoldenTests`, then `git diff Tests`.
@Suite("Golden frames")
struct GoldenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Goldens"
    private static let isRecording = ProcessInfo.processInfo.environment["BRAGGART_RECORD"] == "1"

    /// What is kept, by name.
    private static func sessions() throws -> [String: Session] {
        func with(_ session: Session, _ actions: Action...) -> Session {
            var session = session
            for action in actions { session.apply(action) }
            return session
        }
        let explored = try Synthetic.explored()
        return [
            "explore": explored,
            "explore-pattern": with(explored, .otherPane, .setMask(.none)),
            "sweep-empty": with(explored, .show(.sweep)),
            "sweep-running": try Synthetic.running(),
            "sweep-finished": try Synthetic.finished(),
            "sweep-excess": with(try Synthetic.finished(), .chooseCurve(.excess)),
            "sweep-gathering": try Synthetic.judged(nil),
            "sweep-suggested": try Synthetic.judged(.agreed),
            "sweep-held-out": try Synthetic.judged(.agreed, curve: .heldOut),
            "sweep-stability": try Synthetic.judged(.disputed, curve: .stability),
            "evidence": with(try Synthetic.judged(.continuous), .open(.evidence(scroll: 0))),
            "components": try Synthetic.components(),
            "components-compared": try Synthetic.comparedComponents(),
            "components-exchanged": try Synthetic.comparedComponents(.slideExchange(0.7)),
            "residual": try Synthetic.comparedComponents(.toggleResidual),
            "component-full-size": with(try Synthetic.components(), .toggleMaximized),
            "sweep-zoomed": with(try Synthetic.judged(.agreed), .otherPane, .otherPane, .toggleMaximized),
            "solutions": with(try Synthetic.comparedComponents(), .otherPane, .otherPane, .toggleMaximized),
            "help": with(explored, .open(.help(scroll: 0))),
            "palette": with(explored, .open(.palette(text: "sw", selected: 1))),
            "prompt-error": with(
                explored, .open(.prompt(Prompt(purpose: .detector, text: "disk(15.5,15.5"))), .acceptPrompt),
            "write-replacing": with(
                explored, .openWriting,
                .closeOverlay,
                .notWritten(
                    ResultOrder(subject: .map, path: "data/sheets-map.tif"), "is there already", isTaken: true)),
            "write": with(explored, .openWriting),
            "themes": with(explored, .pick(.theme), .moveSelection(1, limit: 0)),
            "color-maps": with(explored, .pick(.colorMap), .moveSelection(2, limit: 0)),
            "screen": with(explored, .openAppearance, .moveSelection(1, limit: 0)),
            "sweep-form": with(try Synthetic.finished(), .openSweepForm, .moveSelection(2, limit: 14)),
            "sweep-form-unusual": try Synthetic.unusualForm(),
            "scan-shape": try Synthetic.unshaped(),
            "scan-shape-order": try Synthetic.unshaped(order: .patterns, .stepScanLayout(.flyback, by: 2)),
            "scan-guessed": with(try Synthetic.unshaped(), .closeOverlay),
            "datasets": try Synthetic.picking(),
            "datasets-many": with(try Synthetic.picking(60), .moveSelection(30, limit: 0)),
            "information-long": try Synthetic.described(),
            "information": with(explored, .open(.information(scroll: 0))),
        ]
    }

    private static let names = [
        "explore", "explore-pattern", "sweep-empty", "sweep-running", "sweep-finished", "sweep-excess",
        "sweep-gathering",
        "sweep-suggested", "sweep-held-out", "sweep-stability", "evidence", "components",
        "components-compared", "components-exchanged", "residual", "component-full-size", "help", "palette",
        "prompt-error", "write-replacing", "write", "sweep-form", "sweep-form-unusual",
        "scan-shape", "scan-shape-order", "scan-guessed", "datasets", "datasets-many",
        "information-long", "information", "themes", "color-maps", "screen", "sweep-zoomed", "solutions",
    ]

    @Test("Every screen looks as it did", arguments: names, [(24, 80), (40, 120)])
    func text(name: String, size: (rows: Int, columns: Int)) throws {
        let session = try #require(try Self.sessions()[name])
        let shown = frame(
            session, rows: size.rows, columns: size.columns, ability: ScreenAbility(colors: .palette),
            look: try Look())
        compare(shown.text, with: "\(name)-\(size.columns)x\(size.rows)")
    }

    @Test("A screen that is too small looks as it did")
    func tooSmall() throws {
        let shown = frame(
            try Synthetic.explored(), rows: 10, columns: 40, ability: ScreenAbility(), look: try Look())
        compare(shown.text, with: "too-small-40x10")
    }

    @Test("Explore has the colours it had, in 256 colours and in ASCII without any")
    func colors() throws {
        let session = try Synthetic.explored()
        let look = try Look()
        compare(
            frame(session, rows: 24, columns: 80, ability: ScreenAbility(colors: .palette), look: look)
                .written(as: .ansi), with: "explore-ansi-80x24")
        compare(
            frame(session, rows: 24, columns: 80, ability: ScreenAbility(colors: .none, glyphs: .ascii), look: look)
                .text, with: "explore-ascii-80x24")
    }

    @Test("No golden frame is left that no test looks at")
    func leftovers() throws {
        let kept = Set(try FileManager.default.contentsOfDirectory(atPath: Self.folder))
        let sized = Self.names.flatMap { ["\($0)-80x24.txt", "\($0)-120x40.txt"] }
        let wanted = Set(sized + ["too-small-40x10.txt", "explore-ansi-80x24.txt", "explore-ascii-80x24.txt"])
        #expect(kept.subtracting(wanted).isEmpty)
    }

    /// Compares a frame with the file of its name, or writes the file where frames are recorded.
    private func compare(_ shown: String, with name: String) {
        let path = "\(Self.folder)/\(name).txt"
        if Self.isRecording {
            do { try shown.write(toFile: path, atomically: true, encoding: .utf8) } catch {
                Issue.record("\(path) cannot be written: \(error)")
            }
            return
        }
        guard let kept = FileManager.default.contents(atPath: path) else {
            Issue.record("\(name) was never recorded: BRAGGART_RECORD=1 records it")
            return
        }
        let difference = difference(String(decoding: kept, as: UTF8.self), shown)
        #expect(difference.isEmpty, "\(name) looks different (- as recorded, + as it is now)\n\(difference)")
    }

    /// The rows that differ, old above new.
    private func difference(_ old: String, _ new: String) -> String {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        return (0..<max(before.count, after.count)).compactMap { row -> String? in
            let first = row < before.count ? String(before[row]) : "(no row)"
            let second = row < after.count ? String(after[row]) : "(no row)"
            return first == second ? nil : "row \(row)\n- \(first)\n+ \(second)"
        }.joined(separator: "\n")
    }
}
