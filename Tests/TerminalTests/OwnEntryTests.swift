import Foundation
import Screen
import Terminal
import Testing

@Suite struct OwnEntryTests {
    @Test func standsOverTheBase() throws {
        let entry = try #require(OwnEntry(over: "xterm", colors: .palette))
        #expect(entry.name == "braggart-xterm")
        #expect(entry.source.hasSuffix("\tuse=xterm,\n"))
        #expect(entry.source.contains("colors#256"))
    }

    @Test func directColoursInSemicolonForm() throws {
        let entry = try #require(OwnEntry(over: "xterm", colors: .direct))
        #expect(entry.source.contains("RGB, colors#0x1000000"))
        #expect(entry.source.contains("38;2;"))
    }

    @Test(arguments: ["", "xterm,use=evil", "a b", "x|y", "../x", "é"])
    func aNameThatIsNoPlainWordHasNone(base: String) { #expect(OwnEntry(over: base, colors: .direct) == nil) }

    @Test func anUnknownBaseMakesNothingAndLeavesNothing() throws {
        let entry = try #require(OwnEntry(over: "no-such-terminal", colors: .direct))
        #expect(entry.whileInstalled { true } == nil)
    }
}
