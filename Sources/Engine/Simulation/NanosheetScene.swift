import DataCube
import Questions

/// A simulated 4D-STEM dataset of overlapping nanosheets with a known answer: the stand-in for the founding paper's
/// data (Uesugi et al.), for samples, tests and trying out every claim on unkind data.
///
/// Each frame is the sum of the planted components, weighted by their distributions, with Poisson noise, as the camera
/// stores it. Frames are pure functions of the parameters: made on demand, in any order, by any thread, always equal.
public struct NanosheetScene: Sendable {
    public let parameters: Parameters
    /// The truth, background first; patterns sum to 1, distributions are in counts. Without descan and bending the
    /// noise-free data have exactly this many components.
    public let components: [PlantedComponent]
    /// Scan step 5 nm, 80 kV, pixel width and true centre.
    public let calibration: Calibration
    /// The direct beam, 1 mrad as the camera shows it.
    public let beam: DirectBeam
    /// Row-major indices of the hot pixels, ascending.
    public let hotPixels: [Int]
    /// Row-major indices of the dead pixels, ascending; none is hot.
    public let deadPixels: [Int]
    /// For each component the pixels where its pattern is not zero.
    private let sparse: [(pixels: [Int32], values: [Float])]
    private let camera: SimulatedCamera

    /// Computes patterns and distributions, about 0.1 s at the paper's size; no frame yet.
    /// - Throws: `SimulationError.parameter` when a value is out of its range.
    public init(_ parameters: Parameters = Parameters()) throws(SimulationError) {
        try parameters.validate()
        let geometry = PatternGeometry(detector: parameters.detector)
        self.parameters = parameters
        components = SceneLayout(componentCount: parameters.componentCount, seed: parameters.seed)
            .components(geometry: geometry, scan: parameters.scan, dose: parameters.dose)
        calibration = Calibration(
            scanStep: 5, pixelSize: .perNanometre(geometry.reciprocalStep), voltage: 80, center: geometry.center)
        beam = DirectBeam(center: geometry.center, radius: geometry.beamRadius)
        sparse = components.map { component in
            let pixels = component.pattern.values.indices.filter { component.pattern.values[$0] > 0 }
            return (pixels.map { Int32($0) }, pixels.map { component.pattern.values[$0] })
        }
        camera = SimulatedCamera(parameters, geometry: geometry)
        hotPixels = camera.hotPixels
        deadPixels = camera.deadPixels
    }

    /// The frames as a source that makes them on demand.
    public var source: some FrameSource { SimulatedSource(scene: self) }

    /// The whole scene as a dataset.
    public var cube: DataCube {
        DataCube(
            scan: parameters.scan, calibration: calibration, source: source, origin: Origin(format: "simulated"))
    }

    /// The frame at a row-major index over the scan, as stored: detector rows x columns, row-major.
    /// - Precondition: `index` lies in `0..<parameters.scan.count`.
    public func frame(_ index: Int) -> [Float] {
        let random = FrameRandom(seed: parameters.seed, frame: index)
        return camera.recorded(expectation(index), random: random)
    }

    /// The mean counts per pixel that arrive at a position: no noise, but descan and bending.
    /// - Precondition: `index` lies in `0..<parameters.scan.count`.
    public func expectation(_ index: Int) -> [Float] {
        let lean = parameters.bending > 0 ? bending(at: index) : nil
        var mean = [Float](repeating: 0, count: parameters.detector.count)
        for (component, pattern) in zip(components, sparse) {
            let weight = component.distribution.values[index]
            guard weight > 0 else { continue }
            if let lean, !component.lattices.isEmpty {
                for (pixel, value) in zip(pattern.pixels, pattern.values) {
                    mean[Int(pixel)] += weight * value * lean.factor(pixel: Int(pixel))
                }
            } else if pattern.pixels.count == mean.count {
                for pixel in mean.indices { mean[pixel] += weight * pattern.values[pixel] }
            } else {
                for (pixel, value) in zip(pattern.pixels, pattern.values) { mean[Int(pixel)] += weight * value }
            }
        }
        guard parameters.descan != 0 else { return mean }
        let (across, down) = fieldCoordinates(index)
        return PatternShift(rows: parameters.descan * down, columns: parameters.descan * across)
            .applied(to: mean, shape: parameters.detector)
    }

    /// The position in the field of view, -1…1 each way.
    private func fieldCoordinates(_ index: Int) -> (across: Double, down: Double) {
        let position = parameters.scan.position(index)
        return (
            2 * Double(position.column) / Double(parameters.scan.columns - 1) - 1,
            2 * Double(position.row) / Double(parameters.scan.rows - 1) - 1
        )
    }

    private func bending(at index: Int) -> SheetBending {
        let (across, down) = fieldCoordinates(index)
        return SheetBending(
            strength: parameters.bending, across: across, down: down, center: beam.center, shape: parameters.detector)
    }
}
