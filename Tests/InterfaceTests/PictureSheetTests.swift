import DataCube
import Interface
import Questions
import Screen
import Session
import Testing

@Suite struct PictureSheetTests {
    /// The colours under which a map is drawn in a file, found back in the raster from its upper left corner.
    @Test func aFileShowsTheColoursOfTheScreen() throws {
        let look = try Look()
        let session = try Synthetic.explored()
        for subject in [ResultSubject.map, .pattern] {
            let picture = try #require(look.pictures(of: subject, in: session).first)
            let theme = look.theme(session.view.theme)
            let raster = PictureSheet([picture], theme: theme).raster
            let magnification = 512 / max(picture.image.rows, picture.image.columns)
            #expect(magnification > 1)
            #expect(raster[0, 0] == theme[.background].components)
            for row in 0..<picture.image.rows / 2 {
                for column in 0..<picture.image.columns {
                    let value = picture.image.values[row * picture.image.columns + column]
                    let color = picture.colors.color(at: Double(picture.image.range.level(of: value)))
                    #expect(raster[12 + row * magnification, 12 + column * magnification] == color)
                    #expect(raster[12 + (row + 1) * magnification - 1, 12 + (column + 1) * magnification - 1] == color)
                }
            }
        }
    }

    /// The range on the screen's colour bar is that of the file.
    @Test func rangesAreThoseOfTheScreen() throws {
        let look = try Look()
        var session = try Synthetic.explored()
        session.apply(.focus(.pattern))
        session.apply(.nextScale)
        session.apply(.stepClip(2))
        let pattern = try #require(session.pattern)
        let picture = try #require(look.pictures(of: .pattern, in: session).first)
        #expect(picture.image.range.scale == .logarithmic)
        #expect(picture.words == "counts · log · 1 % clipped")
        let judged = try #require(session.judged(pattern))
        #expect(judged.count < pattern.values.count)
        #expect(
            picture.image.range == LevelRange.percentiles(of: judged, low: 1, high: 99, scale: .logarithmic))
    }

    @Test func everyPairOfADecompositionIsThere() throws {
        let look = try Look()
        let session = try Synthetic.components()
        let pictures = look.pictures(of: .components, in: session)
        let k = try #require(session.shownDecomposition?.components.count)
        #expect(pictures.count == 2 * k)
        #expect(
            pictures.enumerated().allSatisfy {
                $0.offset % 2 == 1 || $0.element.title.hasPrefix("\($0.offset / 2 + 1) · ")
            })
        let raster = PictureSheet(pictures, theme: look.themes[0]).raster
        #expect(raster.columns > raster.rows / 4)
        #expect(look.pictures(of: .map, in: session).isEmpty == (session.map == nil))
        #expect(look.pictures(of: .curve, in: session).isEmpty)
        let residual = try Synthetic.comparedComponents(.toggleResidual)
        #expect(look.pictures(of: .residual, in: residual).map(\.unit) == ["χ²", "counts"])
    }

    @Test(arguments: [(7.0, 5.0), (1.0, 1.0), (0.9999, 0.5), (499, 200), (20, 20), (3e-7, 2e-7)])
    func scaleBarsHaveRoundLengths(_ longest: Double, _ expected: Double) throws {
        let measure = ShownPicture.Measure(step: 1, unit: "nm")
        let length = try #require(measure.roundLength(below: longest))
        #expect(abs(length - expected) <= 1e-12 * expected)
        #expect(measure.roundLength(below: 0) == nil && measure.roundLength(below: .nan) == nil)
    }

    /// White over black, as long as it says.
    @Test func theScaleBarIsAsLongAsItSays() throws {
        let look = try Look()
        let map = ScanMap(shape: ScanShape(rows: 64, columns: 64), values: Array(repeating: 1, count: 4096))
        let display = Display(scale: .linear, colorMap: "grey", reduction: .mean)
        let picture = look.picture(of: map, display, Calibration(scanStep: 2))
        let raster = PictureSheet([picture], theme: look.themes[0]).raster
        // 64 pixels of 2 nm, 8 raster pixels each: 40 % are 51 nm, so the bar shows 50 nm in 200 raster pixels.
        let row = 12 + 512 - 12 + 1
        let white = RGB(red: 255, green: 255, blue: 255)
        let lit = (0..<raster.columns).filter { raster[row, $0] == white }
        #expect(lit == Array(20..<220))
        // A picture too small for a label has none, and nothing is drawn for what is not calibrated.
        let plain = PictureSheet([look.picture(of: map, display, Calibration())], theme: look.themes[0]).raster
        #expect(!(0..<plain.columns).contains { plain[row, $0] == white })
    }
}
