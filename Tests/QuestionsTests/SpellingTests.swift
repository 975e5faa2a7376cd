import DataCube
import Questions
import TestSupport
import Testing

@Suite("Spelling of detectors")
struct SpellingTests {
    @Test("reads back to the same detector, however nested", arguments: 0..<6)
    func roundTrip(seed: UInt64) throws {
        var random = SeededNumbers(seed &+ 1000)
        for _ in 0..<80 {
            let detector = random.detector(depth: Int(seed))
            #expect(try VirtualDetector(spelling: detector.spelling) == detector, "\(detector.spelling)")
        }
    }

    @Test("does not care about blanks and case, and binds from the left")
    func reading() throws {
        let disk = VirtualDetector.disk(DiskDetector(center: DetectorPoint(row: 1, column: 2.5), radius: 3))
        let point = VirtualDetector.point(PointDetector(center: DetectorPoint(row: -4, column: 500)))
        #expect(try VirtualDetector(spelling: " Disk ( 1 , 2.5,3e0 ) ") == disk)
        #expect(
            try VirtualDetector(spelling: "disk(1,2.5,3)-point(-4,5e2)+disk(1,2.5,3)")
                == .union(.difference(disk, point), disk))
        #expect(
            try VirtualDetector(spelling: "disk(1,2.5,3) - (point(-4,500) + disk(1,2.5,3))")
                == .difference(disk, .union(point, disk)))
        #expect(
            try VirtualDetector(spelling: "!disk(1,2.5,3) + point(-4,500)") == .union(.inverse(disk), point),
            "! binds closest")
        #expect(try VirtualDetector(spelling: "!!((point(-4,500)))") == .inverse(.inverse(point)))
        #expect(disk.spelling == "disk(1,2.5,3)")
    }

    @Test(
        "refuses what makes no sense and quotes the place",
        arguments: [
            ("", "end"), ("disk", "expected '('"), ("disk(1,2", "expected ')'"), ("disk(1,2)", "takes 3 numbers"),
            ("disc(1,2,3)", "no shape is called 'disc'"), ("disk(1,2,3) point(1,1)", "'point(1,1)'"),
            ("disk(1,2,3) +", "end of"), ("disk(1,x,3)", "'x,3)'"), ("disk(1,2,-3)", "negative"),
            ("annulus(1,2,5,3)", "exceed"), ("annulus(1,2,-1,3)", "negative"), ("rectangle(1,1,-1,2)", "negative"),
            ("(disk(1,2,3)", "expected ')'"), ("disk(1,2,3))", "')'"), ("point(1,1,1)", "takes 2 numbers"),
            ("point(1e999,1)", "'1e999,1)'"), ("point(,1)", "expected a number at ',1)'"), ("*", "'*'"),
            ("point(1,½)", "'½)'"),
        ])
    func refusal(spelling: String, quoted: String) {
        #expect {
            _ = try VirtualDetector(spelling: spelling)
        } throws: { error in
            (error as? SpellingError)?.description.contains(quoted) == true
        }
    }

    @Test("refuses endless nesting and endless sums, instead of running out of stack")
    func depth() {
        let groups = String(repeating: "(", count: 100_000) + "point(1,1)"
        #expect(throws: SpellingError.self) { try VirtualDetector(spelling: groups) }
        #expect(throws: SpellingError.self) {
            try VirtualDetector(spelling: String(repeating: "!", count: 100_000) + "point(1,1)")
        }
        let sum = Array(repeating: "point(1,1)", count: 100_000).joined(separator: "+")
        #expect(throws: SpellingError.self) { try VirtualDetector(spelling: sum) }
        let modest = Array(repeating: "point(1,1)", count: 200).joined(separator: "+")
        #expect(throws: Never.self) { try VirtualDetector(spelling: modest) }
    }

    @Test("has a grammar that names every shape and its numbers")
    func grammar() {
        for part in VirtualDetector.parts {
            #expect(VirtualDetector.grammar.contains("\(part.word)(\(part.argumentNames.joined(separator: ", ")))"))
        }
        #expect(Set(VirtualDetector.parts.map { $0.word }).count == VirtualDetector.parts.count)
    }
}
