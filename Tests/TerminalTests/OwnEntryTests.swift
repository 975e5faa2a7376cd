import Foundation
import Screen
import Terminal
import Testing

@Suite struct OwnEntryTests {
    @Test func standsOverTheBase() throws {
        let entry = try #require(OwnEntry(over: "xterm"))
        #expect(entry.name == "braggart-xterm")
        #expect(entry.source.hasSuffix("\tuse=xterm,\n"))
        #expect(entry.source.contains("RGB, colors#0x3000000"))
    }

    @Test(arguments: ["", "xterm,use=evil", "a b", "x|y", "../x", "é"])
    func aNameThatIsNoPlainWordHasNone(base: String) { #expect(OwnEntry(over: base) == nil) }

    @Test func anUnknownBaseMakesNothingAndLeavesNothing() throws {
        let entry = try #require(OwnEntry(over: "no-such-terminal"))
        #expect(entry.whileInstalled { true } == nil)
    }
}
