import Foundation
import Terminal
import Testing

@Suite struct ClipboardTests {
    @Test func base64IsFoundations() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
            #expect(Clipboard.base64(bytes) == Data(bytes).base64EncodedString())
        }
    }

    @Test func whatStandsBetweenIsKnownByItsVariablesOrItsName() {
        func between(_ name: String, tmux: Bool = false, screen: Bool = false) -> Clipboard.Between {
            Clipboard(terminal: name, isInTmux: tmux, isInScreen: screen).between
        }
        #expect(between("xterm-256color") == .nothing && between("tmux-256color") == .tmux)
        #expect(between("screen-256color", tmux: true) == .tmux && between("screen") == .screen)
        #expect(between("xterm", screen: true) == .screen)
    }

    @Test func envelopesHoldTheWholeSequence() {
        let text = String(repeating: "a long command line ", count: 90)
        let code = Data(text.utf8).base64EncodedString()
        let plain = "\u{1B}]52;c;\(code)\u{07}"
        let tmux = Clipboard(terminal: "tmux", isInTmux: true, isInScreen: false).sequence(for: text)
        #expect(tmux == plain + "\u{1B}Ptmux;\u{1B}" + plain + "\u{1B}\\")
        let screen = Clipboard(terminal: "screen", isInTmux: false, isInScreen: true).sequence(for: text)
        let pieces = screen.components(separatedBy: "\u{1B}\\").dropLast()
        #expect(pieces.allSatisfy { $0.hasPrefix("\u{1B}P") && $0.utf8.count < 768 })
        #expect(pieces.map { $0.dropFirst(2) }.joined() == plain)
    }
}

@Suite struct WindowTitleTests {
    @Test func terminalsThatWouldShowTheSequencesGetNone() {
        for name in ["linux", "vt100", "dumb", "linux-16color"] {
            let title = WindowTitle(terminal: name, showsOnlyASCII: false)
            #expect(title.push.isEmpty && title.pop.isEmpty && title.set("x").isEmpty)
        }
        let title = WindowTitle(terminal: "xterm-256color", showsOnlyASCII: true)
        #expect(title.set("scan — braggart\u{07}") == "\u{1B}]2;scan - braggart.\u{07}")
    }
}
