import DataCube
import Testing

@Suite struct CalibrationTests {
    /// Relativistic wavelengths as tables have them, pm.
    @Test(arguments: [(60, 4.8661), (80, 4.1757), (200, 2.5079), (300, 1.9687)])
    func wavelengthsAreTheTables(_ kilovolts: Double, _ picometres: Double) throws {
        let wavelength = try #require(Calibration(voltage: kilovolts).wavelength)
        #expect(abs(wavelength * 1000 - picometres) < 2e-4)
    }

    @Test func anglesAndReciprocalLengthsConvertThroughTheVoltage() throws {
        let angle = Calibration(pixelSize: .milliradian(1), voltage: 80)
        let step = try #require(angle.reciprocalStep)
        #expect(abs(step - 0.001 / 0.0041757) < 1e-4)
        #expect(angle.angleStep == 1)
        let back = Calibration(pixelSize: .perNanometre(step), voltage: 80)
        #expect(abs((back.angleStep ?? 0) - 1) < 1e-12)
        #expect(back.reciprocalStep == step)
        #expect(Calibration(pixelSize: .milliradian(1)).reciprocalStep == nil)
        #expect(Calibration(pixelSize: .perNanometre(1)).angleStep == nil)
        #expect(Calibration(voltage: 0).wavelength == nil)
        #expect(Calibration(voltage: 80).angleStep == nil)
    }

    @Test func whatIsKnownOverrides() {
        let file = Calibration(scanStep: 1, pixelSize: .milliradian(1), voltage: 80)
        let user = Calibration(pixelSize: .perNanometre(2), center: DetectorPoint(row: 1, column: 2))
        #expect(
            file.overridden(by: user)
                == Calibration(
                    scanStep: 1, pixelSize: .perNanometre(2), voltage: 80, center: DetectorPoint(row: 1, column: 2)))
    }

    @Test func elementTypesKnowTheirNamesAndLimits() {
        #expect(
            ElementType.allCases.map(\.shortName) == [
                "u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "f16", "f32", "f64",
            ])
        #expect(ElementType.uint16.saturation == 65535)
        #expect(ElementType.float32.saturation == nil)
        #expect(ElementType.allCases.reduce(0) { $0 + $1.byteCount } == 44)
    }
}
