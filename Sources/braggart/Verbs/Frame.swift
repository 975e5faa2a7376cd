import ArgumentParser
import Formats
import Interface
import Runtime
import Screen

/// A screen without a terminal.
struct Frame: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw the screen that some keys lead to, without a terminal.",
        discussion: """
            Keys are separated by blanks: l, Down, S-Left, C-l, Enter, Escape, Space, Down*5, text:WORDS, \
            click:COLUMN,ROW, drag:C,R,C,R, wheel:up,C,R, resize:COLUMNSxROWS. After each the work that it started is \
            waited for, sweeps too.

            Examples:
              braggart frame scan.npy --size 120x40 --format text
              braggart frame scan.npy --size 160x48 --keys 'l l Down*5 : text:sweep.start Enter Enter' --format svg -o f.svg
            """)

    @OptionGroup var dataset: DatasetOptions
    @Option(help: "Columns x rows.", transform: { try Self.size($0) })
    var size = (rows: 40, columns: 120)
    @Option(help: "What is pressed.") var keys = ""
    @Option(help: "text, ansi or svg.", transform: { try Self.format($0) })
    var format = FrameFormat.text
    @Option(name: [.short, .long], help: "The file to write; standard output without.", completion: .file())
    var output: String?
    @Flag(help: "Replace a file that is there.") var overwrite = false
    @OptionGroup var look: LookOptions

    private static func size(_ text: String) throws -> (rows: Int, columns: Int) {
        guard let size = ScreenSize(text) else { throw ValidationError("'\(text)': expected COLUMNSxROWS, as 120x40") }
        return (size.rows, size.columns)
    }

    private static func format(_ text: String) throws -> FrameFormat {
        guard let format = FrameFormat(rawValue: text) else {
            throw ValidationError("'\(text)': expected \(FrameFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return format
    }

    func run() throws {
        if let output { try AtomicFile.check(output, overwrite: overwrite) }
        let script: KeyScript
        do throws(RuntimeError) { script = try KeyScript(keys) } catch { throw ValidationError(error.description) }
        let ability = ScreenAbility(colors: look.color ?? .palette, glyphs: look.glyphs ?? .half, curves: look.curves)
        let opened = try dataset.opening().openLikeliest()
        let (looks, notes) = try look.look()
        for sentence in notes { note(sentence) }
        let explorer = try Explorer(
            opened, look: looks, theme: try look.themeName(in: looks), ability: ability, size: size)
        explorer.settle()
        // A token's events come in one go, tokens a second apart, whatever the work between them takes.
        var moment = ContinuousClock.now
        for step in script.steps {
            moment += .seconds(1)
            for event in step { explorer.handle(event, at: moment) }
            explorer.settle()
            if explorer.session.isFinished { break }
        }
        let text = explorer.frame().written(as: format)
        if let output {
            try AtomicFile.write(text.utf8, to: output, overwrite: overwrite)
        } else {
            print(text, terminator: "")
        }
    }
}
