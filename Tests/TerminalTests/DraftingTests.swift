import Screen
import Terminal
import Testing

@Suite struct DraftingTests {
    /// A screen with one picture of 20 x 20 cells whose content is a number.
    private func frame(_ content: UInt8, marked: Bool = false) -> CellBuffer {
        var buffer = CellBuffer(rows: 22, columns: 30)
        for row in 0..<20 {
            for column in 0..<20 {
                let color = Color.palette(content &+ UInt8((row * 20 + column) % 50))
                buffer.put(
                    Cell("▀", Style(color, on: color)), draft: Cell(" ", Style(.palette(16), on: .palette(16))),
                    row: row, column: column)
            }
        }
        if marked { for column in 0..<20 { buffer[7, column] = Cell("x", Style()) } }
        return buffer
    }

    @Test func oneStepTakesAllColoursAndAHeldKeyDrafts() {
        var drafting = Drafting()
        func show(_ content: UInt8, at now: Double, marked: Bool = false) -> Bool {
            let isDraft = drafting.isDraft(frame(content, marked: marked), onSlowLine: false, at: now)
            drafting.shown(isFinished: !isDraft)
            return isDraft
        }
        #expect(!show(1, at: 0), "the first frame")
        #expect(!show(2, at: 0.01), "the first picture after it")
        #expect(!show(3, at: 1))
        #expect(drafting.completion == nil)
        #expect(!show(3, at: 1.05, marked: true), "a mark is no other picture")
        #expect(show(4, at: 1.1))
        #expect(show(5, at: 1.2))
        #expect(abs((drafting.completion ?? 0) - 1.45) < 1e-9)
        #expect(show(5, at: 1.3), "it does not rest yet")
        #expect(!show(5, at: 1.46), "the hand rests")
        #expect(drafting.completion == nil)
    }

    @Test func aSlowLineBeginsWithADraft() {
        var drafting = Drafting()
        func isDraft(_ content: UInt8, _ onSlowLine: Bool, at now: Double) -> Bool {
            drafting.isDraft(frame(content), onSlowLine: onSlowLine, at: now)
        }
        #expect(!isDraft(1, true, at: 0))
        #expect(isDraft(2, true, at: 5))
        drafting.shown(isFinished: false)
        #expect(!isDraft(2, true, at: 5.3))
        drafting.shown(isFinished: false)
        #expect(!isDraft(2, true, at: 5.4), "a portion of the completion follows")
        #expect(isDraft(3, true, at: 9))
        drafting.forget()
        #expect(!isDraft(4, false, at: 9.1))
    }
}
