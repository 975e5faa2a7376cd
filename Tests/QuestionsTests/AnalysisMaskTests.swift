import DataCube
import Questions
import Testing

@Suite("Analysis mask")
struct AnalysisMaskTests {
    private let shape = DetectorShape(rows: 12, columns: 10)

    private func survey(beam: DirectBeam?, hot: [Int] = [], dead: [Int] = [], nonFinite: [Int] = []) -> Survey {
        let flat = DiffractionPattern(shape: shape, values: Array(repeating: 1, count: shape.count))
        return Survey(
            mean: flat, maximum: flat, surveyedPositions: 4, beam: beam, hotPixels: hot, deadPixels: dead,
            nonFinitePixels: nonFinite)
    }

    @Test("keeps what is neither excluded, nor a defect, nor not finite")
    func keptPixels() {
        let beam = DirectBeam(center: DetectorPoint(row: 5, column: 4), radius: 1.6)
        let survey = survey(beam: beam, hot: [3, 77], dead: [90], nonFinite: [119, 0])
        let shape = VirtualDetector.rectangle(
            RectangleDetector(center: DetectorPoint(row: 2, column: 2), height: 2, width: 4))
        for exclusion in [AnalysisMask.Exclusion.automatic, .none, .shape(shape)] {
            for excludesDefects in [true, false] {
                let mask = AnalysisMask(exclusion: exclusion, excludesDefects: excludesDefects)
                let kept = (0..<120).filter { index in
                    let (row, column) = (index / 10, index % 10)
                    if [119, 0].contains(index) || (excludesDefects && [3, 77, 90].contains(index)) { return false }
                    switch exclusion {
                    case .automatic:
                        let rows = Double(row) - 5
                        let columns = Double(column) - 4
                        return (rows * rows + columns * columns).squareRoot() > 2.6
                    case .none: return true
                    case .shape: return !((1...3).contains(row) && (0...4).contains(column))
                    }
                }
                #expect(mask.keptPixels(on: self.shape, survey: survey).indices == kept)
            }
        }
    }

    @Test("excludes nothing automatically where there is no beam")
    func withoutBeam() {
        let survey = survey(beam: nil)
        #expect(AnalysisMask().excludedShape(survey: survey) == nil)
        #expect(AnalysisMask().keptPixels(on: shape, survey: survey).count == 120)
    }

    @Test("leaves out 1.5 radii around the beam, and a pixel more than the radius at least")
    func automaticDisk() {
        let center = DetectorPoint(row: 5, column: 4)
        #expect(DirectBeam(center: center, radius: 4).maskingDisk.radius == 6)
        #expect(DirectBeam(center: center, radius: 1.2).maskingDisk.radius == 2.2)
        let field = DirectBeam(center: DetectorPoint(row: 5.04, column: 4), radius: 1).darkField(on: shape)
        #expect(field == AnnulusDetector(center: DetectorPoint(row: 5, column: 4), inner: 3, outer: 4))
        let cramped = DirectBeam(center: DetectorPoint(row: 0, column: 0), radius: 3).darkField(on: shape)
        #expect(cramped.inner == 5 && cramped.outer == 6)
    }

    @Test("keeps the positions of its region")
    func region() {
        let scan = ScanShape(rows: 3, columns: 4)
        #expect(AnalysisMask().keptPositions(on: scan).indices == Array(0..<12))
        let corner = VirtualDetector.rectangle(
            RectangleDetector(center: DetectorPoint(row: 0, column: 0), height: 2, width: 2))
        #expect(AnalysisMask(region: corner).keptPositions(on: scan).indices == [0, 1, 4, 5])
    }
}
