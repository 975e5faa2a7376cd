import DataCube
import Dispatch
import Synchronization
import TestSupport
import Testing

@Suite struct FillingTests {
    private static let count = 6000

    /// Memory that is written piece by piece, each when the test says so.
    private func file(_ gate: DispatchSemaphore, failingAt end: Int = .max) throws -> MappedFile {
        try #require(
            MappedFile.fillingMemory(path: "a.npz, a.npy", count: Self.count) { bytes, progress throws(CubeError) in
                for start in stride(from: 0, to: Self.count, by: 1000) {
                    gate.wait()
                    guard start < end else { throw .damaged(path: "a.npz, a.npy", reason: "the rest is gone") }
                    for place in start..<start + 1000 { bytes[place] = UInt8(truncatingIfNeeded: place * 7) }
                    guard progress(start + 1000) else { return }
                }
            })
    }

    private func source(_ file: MappedFile) throws -> MappedSource {
        let layout = try #require(
            FrameLayout.contiguous(
                scan: ScanShape(rows: 5, columns: 6), detector: DetectorShape(rows: 10, columns: 20),
                elementType: .uint8, byteOrder: .little, offset: 0))
        return try #require(MappedSource(file: file, layout: layout))
    }

    private func pattern(_ source: MappedSource, _ frame: Int) throws -> [Float] {
        var values = [Float](repeating: -1, count: 200)
        try values.withUnsafeMutableBufferPointer { try source.read(frame..<frame + 1, into: $0) }
        return values
    }

    private func expected(_ frame: Int) -> [Float] {
        (frame * 200..<(frame + 1) * 200).map { Float(UInt8(truncatingIfNeeded: $0 * 7)) }
    }

    @Test func whatIsThereIsReadWhileTheRestIsWritten() throws {
        let gate = DispatchSemaphore(value: 0)
        let source = try source(file(gate))
        gate.signal()
        #expect(try pattern(source, 3) == expected(3))
        let last = Mutex<[Float]>([])
        let isRead = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            let values = try? self.pattern(source, 29)
            last.withLock { $0 = values ?? [] }
            isRead.signal()
        }
        // The last bytes are not there yet.
        for _ in 0..<4 { gate.signal() }
        #expect(try pattern(source, 24) == expected(24))
        #expect(isRead.wait(timeout: .now() + .milliseconds(20)) == .timedOut)
        gate.signal()
        isRead.wait()
        #expect(last.withLock { $0 } == expected(29))
    }

    @Test func whatCannotBeWrittenIsSaidByReading() throws {
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<3 { gate.signal() }
        let file = try file(gate, failingAt: 2000)
        let source = try source(file)
        #expect(throws: CubeError.damaged(path: "a.npz, a.npy", reason: "the rest is gone")) {
            _ = try pattern(source, 25)
        }
        #expect(file.hasFaulted)
    }

    @Test func nothingIsWrittenForNobody() throws {
        let gate = DispatchSemaphore(value: 0)
        let pieces = Mutex(0)
        let isOver = DispatchSemaphore(value: 0)
        var file = MappedFile.fillingMemory(path: "a", count: Self.count) { bytes, progress throws(CubeError) in
            var isWanted = true
            while isWanted {
                gate.wait()
                isWanted = progress(
                    pieces.withLock {
                        $0 += 1
                        return $0
                    })
            }
            isOver.signal()
        }
        gate.signal()
        file?.use(0..<1)
        file = nil
        gate.signal()
        #expect(isOver.wait(timeout: .now() + .seconds(20)) == .success)
        #expect(pieces.withLock { $0 } <= 2)
    }
}
