import DataCube
import Formats
import TestSupport
import Testing

@Suite struct EmpadFormatTests {
    /// Frames of 128 x 128 numbers, each followed by `footer` rows of others.
    private func frames(_ count: Int, footer: Int = 2) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(count * 66_560)
        for frame in 0..<count {
            for pixel in 0..<128 * 128 { writer.put(value(frame, pixel).bitPattern) }
            for _ in 0..<footer * 128 { writer.put(Float(-7777).bitPattern) }
        }
        return writer.bytes
    }

    private func value(_ frame: Int, _ pixel: Int) -> Float {
        pixel == 700 ? .nan : Float((frame * 131 + pixel * 7) % 1999) / 8 - 20
    }

    private func expectValues(_ cube: DataCube, frames: Int, first: Int = 0) throws {
        let values = try allValues(of: cube)
        #expect(values.count == frames * 16384)
        let wrong = values.indices.first { index in
            let expected = value(first + index / 16384, index % 16384)
            return expected.isNaN ? !values[index].isNaN : values[index] != expected
        }
        #expect(wrong == nil)
    }

    private static let scanned = """
        <scan_parameters mode="search"><scan_resolution_x>64</scan_resolution_x>\
        <scan_resolution_y>64</scan_resolution_y></scan_parameters>\
        <scan_parameters mode="acquire"><scan_resolution_x>3</scan_resolution_x>\
        <scan_resolution_y>2</scan_resolution_y></scan_parameters>
        """

    private func xml(_ content: String, raw: String = "frames.raw") -> [UInt8] {
        Array(
            ("<?xml version=\"1.0\"?><root name=\"acquisition_1\"><software_version>0.51</software_version>"
                + "<raw_file filename=\"\(raw)\"/>" + content + "</root>").utf8)
    }

    @Test(arguments: [
        "<pix_x>3</pix_x><pix_y>2</pix_y>", scanned, "<pix_x>12</pix_x><pix_y>12</pix_y>" + scanned,
        scanned.replacing("acquire", with: "other").replacing("search", with: "acquire")
            .replacing("other", with: "search"),
    ])
    func theScanIsFoundInEachSpelling(_ content: String) throws {
        let directory = try TemporaryDirectory()
        let raw = try directory.write(frames(6), to: "frames.raw")
        let notes = try directory.write(xml(content), to: "acquisition.xml")
        for path in [raw, notes] {
            let cube = try FormatCatalog.open(path: path)
            #expect(cube.scan == ScanShape(rows: 2, columns: 3))
            #expect(cube.detector == DetectorShape(rows: 128, columns: 128))
            #expect(cube.elementType == .float32)
            #expect(cube.origin.format == "EMPAD")
            #expect(cube.origin.path == path)
            #expect(cube.origin.guesses.isEmpty)
            #expect(cube.source.parts != nil)
            try expectValues(cube, frames: 6)
        }
    }

    @Test func aSeriesHasNoScan() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(frames(4), to: "frames.raw")
        let notes = try directory.write(xml("<type>series</type><count>4</count>"), to: "series.xml")
        let cube = try FormatCatalog.open(path: notes)
        #expect(cube.scan == ScanShape(rows: 1, columns: 4))
        #expect(cube.origin.guesses.isEmpty)
    }

    @Test(arguments: [0, 2]) func theNameTellsScanAndFooter(_ footer: Int) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(frames(6, footer: footer), to: "scan_x3_y2.raw")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.origin.guesses.count == 1)
        try expectValues(cube, frames: 6)
    }

    @Test func withoutNotesAndNameTheSizeTells() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(frames(6), to: "renamed")
        let cube = try FormatCatalog.open(path: path)
        #expect(cube.scan == ScanShape(rows: 2, columns: 3))
        #expect(cube.origin.guesses.count == 2)
        // Of another size, or numbers that are no float32.
        let longer = try directory.write(frames(1) + [0, 0, 0, 0], to: "longer.raw")
        let integers = try directory.write(
            (0..<66_560).map { UInt8(truncatingIfNeeded: $0 * 7919 >> 3) }, to: "u16.raw")
        for path in [longer, integers] {
            let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: path) }
            #expect(error?.kind == .unrecognised)
        }
    }

    @Test func calibrationAndMicroscopeAreTold() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(frames(6), to: "frames.raw")
        let content =
            "<pix_x>3</pix_x><pix_y>2</pix_y><timestamp isoformat=\"2019-06-06T13:30:00\"/>"
            + "<exposure_time>1.5</exposure_time><iom_measurements><source.get_voltage>300000.0</source.get_voltage>"
            + "<optics.get_cameralength>0.7225</optics.get_cameralength>"
            + "<optics.get_full_scan_field_of_view>[4e-08, 6e-08]</optics.get_full_scan_field_of_view>"
            + "<calibrated_pixelsize>1.8e-10</calibrated_pixelsize></iom_measurements>"
        let cube = try FormatCatalog.open(path: directory.write(xml(content), to: "acquisition.xml"))
        #expect(abs((cube.calibration.scanStep ?? 0) - 20) < 1e-9)
        #expect(abs((cube.calibration.reciprocalStep ?? 0) - 0.18) < 1e-12)
        #expect(cube.calibration.voltage == 300)
        #expect(
            cube.origin.metadata == [
                Metadatum("camera length", "722.5 mm"), Metadatum("acquired", "2019-06-06T13:30:00"),
                Metadatum("exposure", "1.5 ms"), Metadatum("software version", "0.51"),
            ])
        #expect(cube.origin.guesses.isEmpty)
        // Newer files give the longer side times a factor, and nested elements.
        let newer =
            "<pix_x>3</pix_x><pix_y>2</pix_y><iom_measurements><source><get_voltage>80000</get_voltage></source>"
            + "<full_scan_field_of_view><x>4.32e-8</x><y>4.32e-8</y><scale_factor>0.72</scale_factor>"
            + "</full_scan_field_of_view><calibrated_pixelsize>1.8e-10</calibrated_pixelsize>"
            + "<calibrated_diffraction_angle>0.0009</calibrated_diffraction_angle></iom_measurements>"
        let second = try FormatCatalog.open(path: directory.write(xml(newer), to: "acquisition.xml"))
        #expect(abs((second.calibration.scanStep ?? 0) - 20) < 1e-9)
        #expect(second.calibration.voltage == 80)
        #expect(second.origin.guesses.count == 1)
        #expect(second.origin.guesses.first?.contains("0.9 mrad") == true)
    }

    // MARK: Damage

    @Test func aFileThatEndsEarlyOpensAsFarAsItGoes() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(frames(6).dropLast(66_560 + 5000), to: "frames.raw")
        let notes = try directory.write(xml("<pix_x>2</pix_x><pix_y>3</pix_y>"), to: "acquisition.xml")
        let cube = try FormatCatalog.open(path: notes)
        #expect(cube.scan == ScanShape(rows: 2, columns: 2))
        #expect(cube.origin.missing == MissingFrames(promised: 6, whole: 4))
        try expectValues(cube, frames: 4)
        // Only the last footer is missing.
        _ = try directory.write(frames(6).dropLast(1000), to: "frames.raw")
        let whole = try FormatCatalog.open(path: notes)
        #expect(whole.origin.missing == nil)
        try expectValues(whole, frames: 6)
    }

    @Test func framesThatAreNotBesideAreNamed() throws {
        let directory = try TemporaryDirectory()
        let notes = try directory.write(
            xml("<pix_x>3</pix_x><pix_y>2</pix_y>", raw: "C:\\data\\../elsewhere/scan.raw"), to: "acquisition.xml")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: notes) }
        #expect(error?.kind == .cannotOpen)
        #expect(error?.description.contains("\(directory.path)/scan.raw") == true)
    }

    @Test(arguments: [
        "<root><raw_file filename=\"a\"/><pix_x>3",
        "<!DOCTYPE root [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><root><raw_file/><pix_x>&b;</pix_x></root>",
        "<!DOCTYPE root [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><root><raw_file/><pix_x>&a;</pix_x></root>",
        "<root><raw_file/><pix_x>3</pix_x></root>", "<root><raw_file filename=\"..\"/><pix_x>3</pix_x></root>",
    ])
    func damagedAndHostileNotesAreRefused(_ text: String) throws {
        let directory = try TemporaryDirectory()
        let notes = try directory.write(Array(text.utf8), to: "acquisition.xml")
        let error = failure { () throws(FormatError) in _ = try FormatCatalog.open(path: notes) }
        #expect(error?.kind == .malformed)
        // Beside a file of frames they are passed over.
        let raw = try directory.write(frames(1), to: "a")
        #expect(try FormatCatalog.open(path: raw).origin.guesses.count == 1)
    }

    @Test(arguments: ["9223372036854775807", "-1", "0", "4294967296", "99999999999999999999", "many"])
    func absurdScansAreNotBelieved(_ size: String) throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(frames(2), to: "frames.raw")
        let notes = try directory.write(xml("<pix_x>\(size)</pix_x><pix_y>\(size)</pix_y>"), to: "acquisition.xml")
        do {
            let cube = try FormatCatalog.open(path: notes)
            try expectValues(cube, frames: 2)
        } catch let error as FormatError {
            #expect(error.kind == .malformed)
        }
    }
}
