import Questions
import Testing

@Suite struct PreparationTests {
    @Test(arguments: ["20...107,16...111", "all,0...3", "5...5,all", "all,all"])
    func cropsAreReadAsTheyAreSpelled(_ text: String) throws {
        let crop = try DetectorCrop(spelling: text)
        #expect(crop.spelling == text)
        #expect(try DetectorCrop(spelling: " \(text) ") == crop)
    }

    @Test func otherSpellingsOfACropMeanTheSame() throws {
        #expect(try DetectorCrop(spelling: "all") == .whole)
        #expect(try DetectorCrop(spelling: "2-7,3-4") == DetectorCrop(rows: 2...7, columns: 3...4))
    }

    @Test(arguments: ["", "5", "1...2", "2...1,0...3", "a...b,all", "1...2,3...4,5...6", "-3...4,all", "1...2...3,all"])
    func nonsenseIsNoCrop(_ text: String) {
        #expect(throws: SpellingError.self) { try DetectorCrop(spelling: text) }
    }

    @Test func whatIsSaidLaterCounts() {
        let kept = Preparation(dark: "/dark.npy", offset: 3, aligns: true, bin: 2)
        let said = Preparation(dark: "", gain: 2, bin: 1)
        let both = kept.overridden(by: said)
        #expect(both.settled == Preparation(offset: 3, gain: 2, aligns: true))
        #expect(both.flags == "--offset 3 --gain 2 --align")
        #expect(both.sentences.count == 3)
        #expect(Preparation(dark: "", offset: 0, gain: 1, aligns: false, crop: .whole, bin: 1).settled == nil)
        #expect(Preparation().settled == nil && Preparation().flags.isEmpty && Preparation().sentences.isEmpty)
    }

    @Test func aCompleteOneCannotBeFilledIn() {
        let other = Preparation(dark: "x", offset: 1, gain: 4, aligns: true, crop: DetectorCrop(rows: 1...2), bin: 3)
        #expect(other.overridden(by: Preparation().complete).settled == nil)
        #expect(other.overridden(by: Preparation(bin: 2).complete).settled == Preparation(bin: 2))
        #expect(other.complete == other)
    }

    @Test func numbersAreChecked() throws {
        #expect(try Preparation.number("-2.5") == -2.5)
        #expect(try Preparation.number("3", positive: true) == 3)
        for text in ["", "nan", "inf", "1e300", "x"] {
            #expect(throws: SpellingError.self) { try Preparation.number(text) }
        }
        for text in ["0", "-1"] { #expect(throws: SpellingError.self) { try Preparation.number(text, positive: true) } }
        #expect(try Preparation.bin("2") == 2)
        for text in ["0", "-1", "2.5", "", "100000"] {
            #expect(throws: SpellingError.self) { try Preparation.bin(text) }
        }
        #expect(Preparation(dark: "it's.npy").flags == "--dark 'it'\\''s.npy'")
    }
}
