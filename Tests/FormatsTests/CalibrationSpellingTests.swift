import DataCube
import Formats
import Questions
import Testing

@Suite struct CalibrationSpellingTests {
    @Test(arguments: [
        ("5nm", 5), ("0.5 Å", 0.05), ("0.5 \u{212B}", 0.05), ("2um", 2000), ("2 µm", 2000), ("2\u{3BC}m", 2000),
        ("20A", 2),
        ("250pm", 0.25), (" 1e1 nm ", 10), ("1E-1nm", 0.1), (".5nm", 0.5),
    ])
    func scanStepsRead(_ text: String, _ nanometres: Double) throws {
        #expect(try abs(CalibrationSpelling.scanStep(text) - nanometres) < 1e-12 * nanometres)
    }

    @Test(arguments: [
        ("0.14/nm", PixelSize.perNanometre(0.14)), ("0.14 1/nm", .perNanometre(0.14)),
        ("0.14nm^-1", .perNanometre(0.14)),
        ("0.014/A", .perNanometre(0.14)), ("0.014 Å⁻¹", .perNanometre(0.14)), ("0.5mrad", .milliradian(0.5)),
        ("0.0005 rad", .milliradian(0.5)),
    ])
    func pixelSizesRead(_ text: String, _ expected: PixelSize) throws {
        switch (try CalibrationSpelling.pixelSize(text), expected) {
        case (.perNanometre(let read), .perNanometre(let value)), (.milliradian(let read), .milliradian(let value)):
            #expect(abs(read - value) < 1e-12)
        case (let read, _): Issue.record("read as \(read)")
        }
    }

    @Test(arguments: [("80kV", 80), ("200000V", 200), ("80", 80), ("300 keV", 300), ("0.2MV", 200)])
    func voltagesRead(_ text: String, _ kilovolts: Double) throws {
        #expect(try CalibrationSpelling.voltage(text) == kilovolts)
    }

    @Test func pointsAndShapesRead() throws {
        #expect(try CalibrationSpelling.center("63.5, 62") == DetectorPoint(row: 63.5, column: 62))
        for text in ["100x120", "100 X 120", "100×120", "100,120"] {
            #expect(try CalibrationSpelling.scanShape(text) == ScanShape(rows: 100, columns: 120))
        }
    }

    @Test(arguments: ["", "nm", "5", "-5nm", "0nm", "5kV", "5/nm", "infnm", "1e999nm", "5nmm"])
    func wrongScanStepsAreRefused(_ text: String) {
        #expect(throws: SpellingError.self) { try CalibrationSpelling.scanStep(text) }
    }

    @Test(arguments: ["", "0.14", "0.14nm", "0.14/kV", "-1mrad", "mrad", "0/nm"])
    func wrongPixelSizesAreRefused(_ text: String) {
        #expect(throws: SpellingError.self) { try CalibrationSpelling.pixelSize(text) }
    }

    @Test(arguments: ["", "kV", "-80kV", "0", "80nm", "80000kV"]) func wrongVoltagesAreRefused(_ text: String) {
        #expect(throws: SpellingError.self) { try CalibrationSpelling.voltage(text) }
    }

    @Test(arguments: ["", "1", "1,2,3", "1,", "a,b", "nan,1", "inf,1"]) func wrongPointsAreRefused(_ text: String) {
        #expect(throws: SpellingError.self) { try CalibrationSpelling.center(text) }
    }

    @Test(arguments: ["", "100", "100x", "0x5", "-1x5", "1x2x3", "9223372036854775807x2", "1.5x2"])
    func wrongShapesAreRefused(_ text: String) {
        #expect(throws: SpellingError.self) { try CalibrationSpelling.scanShape(text) }
    }

    @Test func spellingsReadBack() throws {
        for value in [5, 0.1, 1.0 / 3, 12345.678, 1e-7, 2e20] {
            #expect(try CalibrationSpelling.scanStep(CalibrationSpelling.spelling(scanStep: value)) == value)
            for size in [PixelSize.perNanometre(value), .milliradian(value)] {
                #expect(try CalibrationSpelling.pixelSize(CalibrationSpelling.spelling(pixelSize: size)) == size)
            }
            let point = DetectorPoint(row: -value, column: value)
            #expect(try CalibrationSpelling.center(CalibrationSpelling.spelling(center: point)) == point)
        }
        #expect(CalibrationSpelling.spelling(voltage: 80) == "80kV")
        #expect(try CalibrationSpelling.voltage("80.5kV") == 80.5)
        #expect(CalibrationSpelling.spelling(scanShape: ScanShape(rows: 3, columns: 4)) == "3x4")
        for bits in 0..<8 {
            let plane = PlaneOrientation(
                transposed: bits & 1 != 0, rowsReversed: bits & 2 != 0, columnsReversed: bits & 4 != 0)
            #expect(try CalibrationSpelling.plane(CalibrationSpelling.spelling(plane: plane)) == plane)
        }
        #expect(throws: SpellingError.self) { try CalibrationSpelling.plane("upside-down") }
    }
}
