import Runtime
import Screen
import Testing

@Suite struct KeyScriptTests {
    private func press(_ row: Int, _ column: Int, _ button: MouseEvent.Button = .left) -> [InputEvent] {
        [
            .mouse(MouseEvent(.press, button, row: row, column: column)),
            .mouse(MouseEvent(.release, button, row: row, column: column)),
        ]
    }

    @Test func keysHaveTheirNames() throws {
        let script = try KeyScript("  l  S-Down C-l Enter Space F5 M-x * : ? ")
        let keys: [Key] = [
            .character("l"), Key(.down, shift: true), Key(.character("l"), control: true), Key(.enter),
            .character(" "), Key(.function(5)), Key(.character("x"), alt: true), .character("*"), .character(":"),
            .character("?"),
        ]
        #expect(script.steps == keys.map { [.key($0)] })
    }

    @Test func aScriptWithoutTokensHasNoSteps() throws {
        #expect(try KeyScript("").steps.isEmpty)
        #expect(try KeyScript("   ").steps.isEmpty)
    }

    @Test func aRepeatedKeyIsOneStep() throws {
        #expect(try KeyScript("Down*3").steps == [Array(repeating: .key(Key(.down)), count: 3)])
        #expect(try KeyScript("l*10000").steps[0].count == 10_000)
    }

    @Test func textIsTypedCharacterByCharacter() throws {
        #expect(try KeyScript("text:aé*").steps == [["a", "é", "*"].map { .key(.character($0)) }])
        #expect(try KeyScript(#"text:a\ b\c"#).steps == [["a", " ", "b", "\\", "c"].map { .key(.character($0)) }])
        #expect(try KeyScript("text:").steps == [[]])
    }

    @Test func clicksNameColumnAndRow() throws {
        #expect(try KeyScript("click:10,4").steps == [press(4, 10)])
        #expect(try KeyScript("click:10,4,right").steps == [press(4, 10, .right)])
    }

    @Test func aDragPassesEveryCellOfItsLongerWay() throws {
        let steps = try KeyScript("drag:3,2,6,4").steps
        #expect(
            steps == [
                [
                    .mouse(MouseEvent(.press, row: 2, column: 3)), .mouse(MouseEvent(.drag, row: 3, column: 4)),
                    .mouse(MouseEvent(.drag, row: 3, column: 5)), .mouse(MouseEvent(.drag, row: 4, column: 6)),
                    .mouse(MouseEvent(.release, row: 4, column: 6)),
                ]
            ])
    }

    @Test func theWheelTurnsSoManyTimes() throws {
        #expect(try KeyScript("wheel:up,7,5").steps == [[.mouse(MouseEvent(.wheelUp, row: 5, column: 7))]])
        #expect(try KeyScript("wheel:down,7,5,3").steps[0].count == 3)
    }

    @Test func theScreenChangesItsSize() throws {
        #expect(try KeyScript("resize:80x24").steps == [[.resize(rows: 24, columns: 80)]])
    }

    @Test(arguments: [
        "Dwn", "ll", "X-l", "F99", "l*0", "l*10001", "click:1", "click:a,b", "click:1,2,thumb", "click:1,2,left,9",
        "drag:1,2,3", "drag:0,0,9,9223372036854775807", "click:-1,0", "wheel:left,1,2", "wheel:up,1",
        "wheel:up,1,2,many", "resize:80", "resize:0x24",
        "resize:80x24x3", "resize:9999x24", "key:Dwn",
    ])
    func whatCannotBeReadIsQuoted(_ token: String) {
        #expect {
            try KeyScript("l \(token) l")
        } throws: { error in
            guard case RuntimeError.script(token: token, reason: _) = error else { return false }
            return "\(error)".contains("'\(token)'")
        }
    }

    @Test(arguments: ["1x1", "120x40", "1000X1000"]) func sizesAreColumnsTimesRows(_ text: String) throws {
        let size = try #require(ScreenSize(text))
        #expect(text.lowercased() == "\(size.columns)x\(size.rows)")
    }

    @Test(arguments: ["", "x", "12", "12x", "x12", "12x-4", "1001x10", "1x2x3", "axb", "12 x 4"])
    func otherTextIsNoSize(_ text: String) { #expect(ScreenSize(text) == nil) }
}
