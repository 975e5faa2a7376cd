import DataCube
import Formats
import Foundation
import Questions
import TestSupport
import Testing

extension DatasetSettings {
    fileprivate init(voltage: Double) { self.init(calibration: Calibration(voltage: voltage)) }
}

@Suite struct DatasetSettingsTests {
    private static let full = DatasetSettings(
        calibration: Calibration(
            scanStep: 0.1 + 0.2, pixelSize: .milliradian(0.5), voltage: 80,
            center: DetectorPoint(row: 1, column: 0.5)),
        orientation: Orientation(
            scan: PlaneOrientation(transposed: true),
            pattern: PlaneOrientation(rowsReversed: true, columnsReversed: true)),
        raw: RawLayout(
            detector: DetectorShape(rows: 5, columns: 7), elementType: .int16, byteOrder: .big, offset: 384, gap: 8),
        scan: ScanShape(rows: 3, columns: 2), skippedFrames: 7, flyback: 2, dataset: "/entry/\"data\"=[0]",
        order: .maps,
        preparation: Preparation(
            dark: "/data/ünïcode \"dark\"\\\n.npy", offset: -2.5, gain: 0.1 + 0.2, aligns: true,
            crop: DetectorCrop(rows: 1...4), bin: 3))

    private func cube(scan: ScanShape = ScanShape(rows: 2, columns: 3)) -> DataCube {
        DataCube(
            scan: scan, calibration: Calibration(scanStep: 9, voltage: 300),
            source: MemorySource(detector: DetectorShape(rows: 2, columns: 2), values: (0..<24).map { Float($0) }))
    }

    @Test func settingsReadBackAsFiled() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("settings.toml")
        for settings in [Self.full, DatasetSettings(), DatasetSettings(scan: ScanShape(rows: 1, columns: 1))] {
            try settings.write(to: path)
            #expect(try DatasetSettings.read(from: path) == settings)
        }
        let json = try JSONEncoder().encode(Self.full)
        #expect(try JSONDecoder().decode(DatasetSettings.self, from: json) == Self.full)
        #expect(Self.full.toml.contains("scan-step = \"0.30000000000000004nm\""))
    }

    @Test(arguments: [
        ("voltage = 80", "voltage"), ("voltage = \"eighty\"", "voltage"), ("colour = \"red\"", "colour"),
        ("scan = \"3x\"", "scan"), ("flyback = \"-1\"", "flyback"), ("order = \"rows\"", "order"),
        ("scan = \"3x3", "line 1"), ("bin = \"0\"", "bin"), ("raw = \"2x2\"", "raw"),
        ("align = \"perhaps\"", "align"), ("crop = \"1...2\"", "crop"), ("gain = \"-1\"", "gain"),
        ("center = \"1,2\"\ncenter = \"1,2\"", "line 2"),
        ("[scan]\nrows = 3", "scan"), ("bin = \"2\"\n \u{FEFF} [\u{1}", "line 2"), ("[é]", "line 1"),
        ("[é F]", "line 1"), ("U=7%\u{7F}%", "line 1"),
        ("voltage =\u{3000}[[[,", "line 1"), ("crop = { a", "line 1"), ("[[\u{1}=", "line 1"),
    ])
    func wrongSettingsAreNamed(_ text: String, _ place: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(Array(text.utf8), to: "settings.toml")
        let error = failure { () throws(FormatError) in _ = try DatasetSettings.read(from: path) }
        #expect(error?.kind == .malformed)
        #expect(error?.place == place)
    }

    @Test func settingsOfANewerVersionCountAsFarAsTheyAreKnownAndStay() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([1], to: "data.npy")
        let store = DatasetStore(path: path) { _ in nil }
        try store.make()
        let text = "version = 2\nvoltage = \"80kV\"\nscan = \"new spelling\"\ncolour = \"red\"\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: store.settingsPath))
        #expect(try store.settings() == DatasetSettings(voltage: 80))
        let error = failure { () throws(FormatError) in try store.file(DatasetSettings(voltage: 200)) }
        #expect(error?.kind == .cannotWrite && error?.description.contains("newer version") == true)
        #expect(try String(contentsOfFile: store.settingsPath, encoding: .utf8) == text)
    }

    @Test func laterSettingsCount() {
        let other = DatasetSettings(calibration: Calibration(voltage: 200), scan: ScanShape(rows: 6, columns: 1))
        let both = Self.full.overridden(by: other)
        #expect(both.calibration.voltage == 200)
        #expect(both.calibration.scanStep == Self.full.calibration.scanStep)
        #expect(both.orientation == Self.full.orientation)
        #expect(both.scan == ScanShape(rows: 6, columns: 1))
        #expect(DatasetSettings().isEmpty && !other.isEmpty)
    }

    @Test func anotherDatasetOrOrderBeginsAnew() {
        let settings = Self.full
        #expect(settings.holding(for: DatasetSettings(voltage: 200)) == settings)
        #expect(settings.holding(for: DatasetSettings(dataset: settings.dataset)) == settings)
        // What was said before any dataset was named holds for the one that is named first.
        var unnamed = settings
        unnamed.dataset = nil
        #expect(unnamed.holding(for: DatasetSettings(dataset: "/other")) == unnamed)
        #expect(settings.holding(for: DatasetSettings(dataset: "/other")) == DatasetSettings(voltage: 80))
        let layout = RawLayout(detector: DetectorShape(rows: 5, columns: 6), elementType: .int16)
        #expect(settings.holding(for: DatasetSettings(raw: layout)) == DatasetSettings(voltage: 80))
        #expect(settings.holding(for: DatasetSettings(raw: settings.raw)) == settings)
        let turned = settings.holding(for: DatasetSettings(order: .patterns))
        #expect(turned.scan == nil && turned.skippedFrames == nil && turned.flyback == nil)
        #expect(turned.calibration == settings.calibration)
    }

    @Test func optionsAreFilledFromSettingsAndSpelled() {
        let options = OpenOptions(scan: ScanShape(rows: 1, columns: 9)).filled(from: Self.full)
        #expect(options.scan == ScanShape(rows: 1, columns: 9))
        #expect(
            options.flags == "--scan 1x9 --skip-frames 7 --flyback 2 --dataset '/entry/\"data\"=[0]' "
                + "--raw 5x7:i16:big:offset=384:gap=8 --order maps")
        #expect(OpenOptions().flags.isEmpty)
    }

    @Test func settingsAreAppliedToTheCube() throws {
        let laid = Self.full.applied(to: cube(scan: ScanShape(rows: 3, columns: 2)))
        // Transposed; the centre is meant as shown.
        #expect(laid.scan == ScanShape(rows: 2, columns: 3))
        #expect(laid.calibration == Self.full.calibration)
        let frame = try laid.pattern(at: ScanPosition(row: 0, column: 1)).values
        // Shown (0, 1) is stored (1, 0) of 3 x 2: frame 2, its pixels in reverse.
        #expect(frame == [11, 10, 9, 8])
        let plain = DatasetSettings(calibration: Calibration(scanStep: 5)).applied(to: cube())
        #expect(plain.calibration == Calibration(scanStep: 5, voltage: 300))
        #expect(plain.scan == ScanShape(rows: 2, columns: 3))
    }
}

@Suite struct DatasetStoreTests {
    @Test func thingsAreKeptBesideTheData() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([1], to: "data.npy")
        let store = DatasetStore(path: path) { _ in nil }
        #expect(store.directory.hasSuffix("/data.npy.braggart"))
        #expect(store.settingsPath == store.directory + "/settings.toml")
        #expect(store.runsDirectory == store.directory + "/runs")
        #expect(try store.settings() == nil)
        #expect(!FileManager.default.fileExists(atPath: store.directory))
        let settings = DatasetSettings(calibration: Calibration(voltage: 60))
        try store.file(settings)
        #expect(try store.settings() == settings)
        #expect(try FileManager.default.fileExists(atPath: store.makeRunsDirectory()))
    }

    @Test func aPlaceThatCannotBeWrittenIsReplaced() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write([1], to: "data.npy")
        // Something in the way stands for a place that cannot be written, for root too.
        _ = try directory.write([1], to: "data.npy.braggart")
        let state = directory.file("state")
        let store = DatasetStore(path: path) { $0 == "XDG_STATE_HOME" ? state : $0 == "HOME" ? "/nowhere" : nil }
        #expect(store.directory.hasPrefix(state + "/braggart/data.npy-"))
        try store.file(DatasetSettings())
        #expect(try store.settings() == DatasetSettings())
        let home = DatasetStore(path: path) { $0 == "HOME" ? directory.path : nil }
        #expect(home.directory.hasPrefix(directory.path + "/.local/state/braggart/data.npy-"))
        let other = try DatasetStore(path: directory.write([1], to: "other.npy")) { _ in state }
        #expect(other.directory.hasPrefix(state + "/other.npy-"))
        let obstructed = DatasetStore(path: path) { $0 == "BRAGGART_STORE" ? path : nil }
        let error = failure { () throws(FormatError) in try obstructed.file(DatasetSettings()) }
        #expect(error?.kind == .cannotWrite)
        #expect(error?.description.contains("BRAGGART_STORE") == true)
    }

    @Test func filesOfTheSameNameHaveStoresOfTheirOwn() throws {
        let directory = try TemporaryDirectory()
        let first = DatasetStore(path: directory.file("a/data.npy")) { _ in directory.path }
        let second = DatasetStore(path: directory.file("b/data.npy")) { _ in directory.path }
        #expect(first.directory != second.directory)
        #expect(DatasetStore(path: directory.file("a/data.npy")) { _ in directory.path } == first)
    }
}
