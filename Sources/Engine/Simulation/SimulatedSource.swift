import DataCube

/// The frames of a scene, made when they are read.
struct SimulatedSource: FrameSource {
    let scene: NanosheetScene

    var frameCount: Int { scene.parameters.scan.count }
    var detector: DetectorShape { scene.parameters.detector }
    var elementType: ElementType { scene.parameters.elementType }

    func read(_ frames: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>) throws(CubeError) {
        guard frames.lowerBound >= 0, frames.upperBound <= frameCount else { throw .outside("frames \(frames)") }
        for frame in frames {
            let start = (frame - frames.lowerBound) * detector.count
            for (pixel, value) in scene.frame(frame).enumerated() { buffer[start + pixel] = value }
        }
    }
}
